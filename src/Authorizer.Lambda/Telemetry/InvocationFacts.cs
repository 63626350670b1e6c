using System;
using Authorizer.Decisions;

namespace Authorizer.Lambda.Telemetry;

/// <summary>Facts about an invocation that its log lines contain.</summary>
internal readonly ref struct InvocationFacts
{
    /// <summary>Lambda's request ID.</summary>
    public ReadOnlySpan<byte> RequestId { get; init; }

    /// <summary>The X-Ray trace of the call, if any.</summary>
    public TraceHeader Trace { get; init; }

    /// <summary>The result of the shadow rules.</summary>
    public ShadowDecision Shadow { get; init; }

    /// <summary>The duration of the decision, in microseconds.</summary>
    public long DurationMicroseconds { get; init; }
}
