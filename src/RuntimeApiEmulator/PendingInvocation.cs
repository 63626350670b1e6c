using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>An invocation on its way through a sandbox.</summary>
/// <param name="functionTimeout">How long it may take where the invoker chooses no other time.</param>
public sealed class PendingInvocation(ReadOnlyMemory<byte> payload, InvocationOptions? options, TimeSpan functionTimeout)
{
    private static long _count;

    private readonly TaskCompletionSource<InvocationResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ReadOnlyMemory<byte> Payload { get; } = payload;

    internal string RequestId { get; } = options?.RequestId ?? Guid.NewGuid().ToString();

    internal string InvocationId { get; } = Interlocked.Increment(ref _count).ToString("d12", CultureInfo.InvariantCulture);

    internal string? TraceId { get; } = options?.TraceId;

    internal TimeSpan Timeout { get; } = options?.Timeout ?? functionTimeout;

    internal DateTimeOffset Deadline { get; } = DateTimeOffset.UtcNow + (options?.Timeout ?? functionTimeout);

    internal Task<InvocationResult> Result => _result.Task;

    /// <summary>Ends when the runtime asks for the next event (true) or is gone (false): until then the sandbox is not free.</summary>
    internal Task<bool> Ended => _ended.Task;

    /// <summary>The invocation is over for the runtime too.</summary>
    internal void End(bool isRuntimeReady) => _ = _ended.TrySetResult(isRuntimeReady);

    /// <summary>Gives the invoker a result, if nothing gave one before.</summary>
    /// <returns>Whether this gave it.</returns>
    internal bool Complete(InvocationResultKind kind, byte[] payload, bool invocationIdEchoed = false, string? reportedType = null) =>
        _result.TrySetResult(new InvocationResult(kind, RequestId, payload, invocationIdEchoed) { ReportedType = reportedType });
}
