using System;

namespace RuntimeApiEmulator;

/// <summary>The options of one invocation.</summary>
public sealed class InvocationOptions
{
    /// <summary>The request ID. If it is <see langword="null"/>, an ID is generated.</summary>
    public string? RequestId { get; init; }

    /// <summary>The X-Ray trace header, or <see langword="null"/> to send none.</summary>
    public string? TraceId { get; init; }

    /// <summary>The time limit of this invocation, or <see langword="null"/> for the function's limit.</summary>
    public TimeSpan? Timeout { get; init; }
}
