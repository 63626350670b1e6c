using System;

namespace RuntimeApiEmulator;

/// <summary>The options of one invocation.</summary>
public sealed class InvocationOptions
{
    /// <summary>The request id; generated if none is given.</summary>
    public string? RequestId { get; init; }

    /// <summary>The X-Ray trace header; none if none is given.</summary>
    public string? TraceId { get; init; }

    /// <summary>The time limit of this invocation; the function's limit if none is given.</summary>
    public TimeSpan? Timeout { get; init; }
}
