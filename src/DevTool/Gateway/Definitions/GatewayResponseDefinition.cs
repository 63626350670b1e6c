using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>A response that a REST API sends itself, without its backend.</summary>
/// <param name="StatusCode">The status, or <see langword="null"/> for the default status of the response type.</param>
/// <param name="Headers">Header fields and their values. A value is a text in single quotes, or a variable.</param>
/// <param name="Template">
/// The JSON body, in which only variables are replaced; <see langword="null"/> for the default body of API Gateway.
/// </param>
internal sealed record GatewayResponseDefinition(int? StatusCode, IReadOnlyDictionary<string, string> Headers, string? Template);
