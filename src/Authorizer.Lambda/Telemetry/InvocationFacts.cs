using System;
using Authorizer.Decisions;

namespace Authorizer.Lambda.Telemetry;

/// <summary>Facts about an invocation for its log lines.</summary>
internal readonly ref struct InvocationFacts
{
    /// <summary>Lambda's request ID.</summary>
    public ReadOnlySpan<byte> RequestId { get; init; }

    /// <summary>The call's X-Ray trace header. It is the default value if the call has none.</summary>
    public TraceHeader Trace { get; init; }

    /// <summary>The decision of the shadow rules.</summary>
    public ShadowDecision Shadow { get; init; }

    /// <summary>The duration of the decision, in microseconds.</summary>
    public long DurationMicroseconds { get; init; }
}
