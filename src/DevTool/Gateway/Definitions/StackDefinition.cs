using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The parts of a template that run on this machine.</summary>
/// <param name="UserPool">The user pool.</param>
/// <param name="LiveDocuments">The documents that AppConfig has deployed, by the paths of its agent.</param>
internal sealed record StackDefinition(
    IReadOnlyList<ApiDefinition> Apis,
    IReadOnlyList<FunctionDefinition> Functions,
    UserPoolDefinition UserPool,
    IReadOnlyDictionary<string, string> LiveDocuments);
