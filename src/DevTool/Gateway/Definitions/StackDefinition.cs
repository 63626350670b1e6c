using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>All that a template says and that runs on this machine.</summary>
/// <param name="UserPool">Where the users are.</param>
/// <param name="LiveDocuments">What AppConfig has deployed, by the paths of its agent.</param>
internal sealed record StackDefinition(
    IReadOnlyList<ApiDefinition> Apis,
    IReadOnlyList<FunctionDefinition> Functions,
    UserPoolDefinition UserPool,
    IReadOnlyDictionary<string, string> LiveDocuments);
