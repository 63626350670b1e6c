using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Gateway.Definitions;

/// <summary>A function of the stack.</summary>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="Environment">Its environment variables.</param>
/// <param name="Timeout">How long an invocation may take.</param>
/// <param name="Line">Where the template declares it.</param>
internal sealed record FunctionDefinition(
    string LogicalId, IReadOnlyDictionary<string, string> Environment, TimeSpan Timeout, int Line)
{
    /// <summary>Whether it is an authorizer: no other function has settings with these names.</summary>
    public bool IsAuthorizer => Environment.Keys.Any(name => name.StartsWith("AUTHORIZER_", StringComparison.Ordinal));

    /// <summary>The folders of its layers, from the template's folder, as far as they are on this machine.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];
}
