using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>What a REST API answers where its backend has no say.</summary>
/// <param name="StatusCode">The status, or <see langword="null"/> for the type's own.</param>
/// <param name="Headers">Header fields and what they are mapped from: text in single quotes, or a variable.</param>
/// <param name="Template">
/// The JSON body, in which variables are replaced and nothing else is; <see langword="null"/> for API Gateway's own.
/// </param>
internal sealed record GatewayResponseDefinition(int? StatusCode, IReadOnlyDictionary<string, string> Headers, string? Template);
