using System;
using Authorizer.Decisions;

namespace Authorizer.Lambda.Telemetry;

/// <summary>What the runtime knows of a call, for its log line.</summary>
internal readonly ref struct InvocationFacts
{
    /// <summary>Lambda's request id.</summary>
    public ReadOnlySpan<byte> RequestId { get; init; }

    /// <summary>The trace the call belongs to, if any.</summary>
    public TraceHeader Trace { get; init; }

    /// <summary>What the shadow rules come to.</summary>
    public ShadowDecision Shadow { get; init; }

    /// <summary>How long deciding took, in microseconds.</summary>
    public long DurationMicroseconds { get; init; }
}
