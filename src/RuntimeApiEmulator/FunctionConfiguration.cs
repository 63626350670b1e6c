using System;
using System.Collections.Generic;

namespace RuntimeApiEmulator;

/// <summary>A function as Lambda knows it: what is started for it, and how much of it at once.</summary>
public sealed class FunctionConfiguration
{
    /// <summary>The path of the <c>bootstrap</c> executable.</summary>
    public required string Executable { get; init; }

    /// <summary>The function's name.</summary>
    public string Name { get; init; } = "function";

    /// <summary>The function's environment variables. A sandbox sees these and Lambda's own, and nothing of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How many sandboxes may run at once: Lambda's reserved concurrency.</summary>
    public int MaxSandboxes { get; init; } = 1;

    /// <summary>How long an invocation may take, the start of its sandbox included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
