using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>An answer of a REST API itself, without its backend.</summary>
/// <param name="StatusCode">The status, or <see langword="null"/> for the type's own.</param>
/// <param name="Headers">Header fields and their values: text in single quotes, or a variable.</param>
/// <param name="Template">
/// The JSON body, in which only variables are replaced; <see langword="null"/> for API Gateway's own.
/// </param>
internal sealed record GatewayResponseDefinition(int? StatusCode, IReadOnlyDictionary<string, string> Headers, string? Template);
