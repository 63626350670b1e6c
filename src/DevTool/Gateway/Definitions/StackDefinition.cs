using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The parts of a template that can run on this machine.</summary>
/// <param name="LiveDocuments">The documents that AppConfig has deployed, by the URL paths of the AppConfig agent.</param>
internal sealed record StackDefinition(
    IReadOnlyList<ApiDefinition> Apis,
    IReadOnlyList<FunctionDefinition> Functions,
    UserPoolDefinition UserPool,
    IReadOnlyDictionary<string, string> LiveDocuments);
