using System;

namespace LambdaRuntime;

/// <summary>One invocation from the Runtime API. Valid only while its handler runs.</summary>
/// <param name="requestId"><inheritdoc cref="RequestId" path="/summary/node()"/></param>
/// <param name="traceId"><inheritdoc cref="TraceId" path="/summary/node()"/></param>
/// <param name="payload"><inheritdoc cref="Payload" path="/summary/node()"/></param>
public readonly ref struct Invocation(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> traceId, ReadOnlySpan<byte> payload)
{
    /// <summary>Lambda's request ID (<c>Lambda-Runtime-Aws-Request-Id</c>).</summary>
    public ReadOnlySpan<byte> RequestId { get; } = requestId;

    /// <summary>The X-Ray trace header (<c>Lambda-Runtime-Trace-Id</c>). Empty if there is none.</summary>
    public ReadOnlySpan<byte> TraceId { get; } = traceId;

    /// <summary>The event as the invoker sent it. Lambda accepts only JSON, and this client does not check it again.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>
    /// Whether the event was larger than Lambda's limit. In this case it was dropped, and <see cref="Payload"/> is empty.
    /// </summary>
    public bool IsTooLarge { get; init; }
}
