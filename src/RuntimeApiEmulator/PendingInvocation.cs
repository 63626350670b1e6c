using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>An invocation on its way through a sandbox.</summary>
internal sealed class PendingInvocation(ReadOnlyMemory<byte> payload, InvocationOptions? options, TimeSpan functionTimeout)
{
    private readonly long _invoked = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<InvocationResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public string RequestId { get; } = options?.RequestId ?? Guid.NewGuid().ToString();

    public string InvocationId { get; } = Guid.NewGuid().ToString();

    public string? TraceId { get; } = options?.TraceId;

    public TimeSpan Timeout { get; } = options?.Timeout ?? functionTimeout;

    public DateTimeOffset Deadline { get; } = DateTimeOffset.UtcNow + (options?.Timeout ?? functionTimeout);

    public long HandedOut { get; set; }

    public Task<InvocationResult> Result => _result.Task;

    /// <summary>Ends the invocation, if nothing ended it before.</summary>
    /// <returns>Whether this ended it.</returns>
    public bool Complete(InvocationResultKind kind, byte[] payload, bool invocationIdEchoed = false)
    {
        long answered = kind >= InvocationResultKind.AnswerRefused ? Stopwatch.GetTimestamp() : 0;
        var timing = new InvocationTiming(_invoked, HandedOut, answered);
        return _result.TrySetResult(new InvocationResult(kind, RequestId, payload, invocationIdEchoed, timing));
    }
}
