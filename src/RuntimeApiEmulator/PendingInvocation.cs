using System;
using System.Diagnostics;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>An invocation on its way through a sandbox.</summary>
internal sealed class PendingInvocation(ReadOnlyMemory<byte> payload, InvocationOptions? options, TimeSpan functionTimeout)
{
    private readonly long _invoked = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<InvocationResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReadOnlyMemory<byte> Payload { get; } = payload;

    public string RequestId { get; } = options?.RequestId ?? Guid.NewGuid().ToString();

    public string InvocationId { get; } = Guid.NewGuid().ToString();

    public string? TraceId { get; } = options?.TraceId;

    public TimeSpan Timeout { get; } = options?.Timeout ?? functionTimeout;

    public DateTimeOffset Deadline { get; } = DateTimeOffset.UtcNow + (options?.Timeout ?? functionTimeout);

    public long HandedOut { get; set; }

    public Task<InvocationResult> Result => _result.Task;

    /// <summary>Ends when the runtime asks for the next event (true) or is gone (false): until then the sandbox is not free.</summary>
    public Task<bool> Ended => _ended.Task;

    /// <summary>The invocation is over for the runtime too.</summary>
    public void End(bool isRuntimeReady) => _ = _ended.TrySetResult(isRuntimeReady);

    /// <summary>Gives the invoker a result, if nothing gave one before.</summary>
    /// <returns>Whether this gave it.</returns>
    public bool Complete(InvocationResultKind kind, byte[] payload, bool invocationIdEchoed = false, string? reportedType = null)
    {
        long answered = kind >= InvocationResultKind.AnswerRefused ? Stopwatch.GetTimestamp() : 0;
        var timing = new InvocationTiming(_invoked, HandedOut, answered);
        return _result.TrySetResult(new InvocationResult(kind, RequestId, payload, invocationIdEchoed, timing) { ReportedType = reportedType });
    }
}
