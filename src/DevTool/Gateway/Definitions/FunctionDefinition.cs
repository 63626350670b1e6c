using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Gateway.Definitions;

/// <summary>A function of the stack.</summary>
/// <param name="LogicalId">The logical ID of the function in the template.</param>
/// <param name="Environment">The environment variables of the function.</param>
/// <param name="Timeout">The time limit of an invocation.</param>
/// <param name="Line">The line of the function in the template.</param>
internal sealed record FunctionDefinition(
    string LogicalId, IReadOnlyDictionary<string, string> Environment, TimeSpan Timeout, int Line)
{
    /// <summary>Whether the function is an authorizer. Only authorizers have variables with this prefix.</summary>
    public bool IsAuthorizer => Environment.Keys.Any(name => name.StartsWith("AUTHORIZER_", StringComparison.Ordinal));

    /// <summary>The folders of the function's layers on this machine, relative to the folder of the template.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];
}
