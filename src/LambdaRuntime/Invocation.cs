using System;

namespace LambdaRuntime;

/// <summary>One invocation from the Runtime API. Valid only while its handler runs.</summary>
/// <param name="requestId"><inheritdoc cref="RequestId" path="/summary/node()"/></param>
/// <param name="traceId"><inheritdoc cref="TraceId" path="/summary/node()"/></param>
/// <param name="payload"><inheritdoc cref="Payload" path="/summary/node()"/></param>
public readonly ref struct Invocation(ReadOnlySpan<byte> requestId, ReadOnlySpan<byte> traceId, ReadOnlySpan<byte> payload)
{
    /// <summary>Lambda's request id (<c>Lambda-Runtime-Aws-Request-Id</c>).</summary>
    public ReadOnlySpan<byte> RequestId { get; } = requestId;

    /// <summary>The X-Ray trace header (<c>Lambda-Runtime-Trace-Id</c>), or empty.</summary>
    public ReadOnlySpan<byte> TraceId { get; } = traceId;

    /// <summary>The event: the bytes from the invoker. Lambda accepts only JSON; this client does not check it.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>Whether the event was larger than Lambda's limit. It was dropped then, and <see cref="Payload"/> is empty.</summary>
    public bool IsTooLarge { get; init; }
}
