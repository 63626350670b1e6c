using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;

namespace RuntimeApiEmulator;

/// <summary>An invocation that was sent to a sandbox and has not ended yet.</summary>
/// <param name="functionTimeout">The time limit, unless the invoker's options contain another.</param>
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

    /// <summary>
    /// Completes with true when the runtime requests the next event, or with false when the runtime has ended. Until then the sandbox is
    /// busy.
    /// </summary>
    internal Task<bool> Ended => _ended.Task;

    /// <summary>Completes <see cref="Ended"/>.</summary>
    internal void End(bool isRuntimeReady) => _ = _ended.TrySetResult(isRuntimeReady);

    /// <summary>Sets the invoker's result, unless it is already set.</summary>
    /// <returns>Whether this call set it.</returns>
    internal bool Complete(InvocationResultKind kind, byte[] payload, bool invocationIdEchoed = false, string? reportedType = null) =>
        _result.TrySetResult(new InvocationResult(kind, RequestId, payload, invocationIdEchoed) { ReportedType = reportedType });
}
