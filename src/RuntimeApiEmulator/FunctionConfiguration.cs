using System;
using System.Collections.Generic;

namespace RuntimeApiEmulator;

/// <summary>A Lambda function's configuration: its executable, environment and limits.</summary>
public sealed class FunctionConfiguration
{
    /// <summary>The path of the <c>bootstrap</c> executable.</summary>
    public required string Executable { get; init; }

    /// <summary>The function's name.</summary>
    public string Name { get; init; } = "function";

    /// <summary>
    /// The function's environment variables. A sandbox receives these and Lambda's own variables, and inherits none from this process.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The largest number of sandboxes that run at once: Lambda's reserved concurrency.</summary>
    public int MaxSandboxes { get; init; } = 1;

    /// <summary>The time limit of an invocation, including the start of its sandbox.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
