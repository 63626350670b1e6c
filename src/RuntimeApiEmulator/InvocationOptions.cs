using System;

namespace RuntimeApiEmulator;

/// <summary>What an invoker may choose about one invocation.</summary>
public sealed class InvocationOptions
{
    /// <summary>The request id; generated if none is given.</summary>
    public string? RequestId { get; init; }

    /// <summary>The X-Ray trace header; none if none is given.</summary>
    public string? TraceId { get; init; }

    /// <summary>How long this invocation may take; the function's own time where none is given.</summary>
    public TimeSpan? Timeout { get; init; }
}
