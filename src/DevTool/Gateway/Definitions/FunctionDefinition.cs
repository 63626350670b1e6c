using System;
using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>A function of the stack.</summary>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="Environment">Its environment variables.</param>
/// <param name="Timeout">How long an invocation may take.</param>
/// <param name="Line">Where the template declares it.</param>
internal sealed record FunctionDefinition(
    string LogicalId, IReadOnlyDictionary<string, string> Environment, TimeSpan Timeout, int Line);
