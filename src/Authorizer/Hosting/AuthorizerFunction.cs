using System;
using System.Buffers;
using System.Diagnostics;
using Authorizer.Configuration;
using Authorizer.Events;
using Authorizer.Keys;
using Authorizer.Responses;
using Authorizer.Telemetry;
using LambdaRuntime;

namespace Authorizer.Hosting;

/// <summary>The authorizer as a Lambda function: one invocation in, one decision, one log line, one answer out.</summary>
/// <param name="pipeline">Decides.</param>
/// <param name="answers">Writes answers.</param>
/// <param name="keys">The keys that a warm-up call refreshes.</param>
/// <param name="log">Where lines go.</param>
internal sealed class AuthorizerFunction(AuthorizationPipeline pipeline, AnswerWriter answers, KeyRing keys, Log log) : IInvocationHandler
{
    private readonly DecisionLog _decisions = new(log);

    /// <inheritdoc/>
    public InvocationOutcome Handle(in Invocation invocation, IBufferWriter<byte> answer)
    {
        try
        {
            string? errorType = Decide(invocation, answer);
            return errorType is null ? InvocationOutcome.Response : InvocationOutcome.Error(errorType);
        }
#pragma warning disable CA1031 // The one last catch: whatever it is, the caller is refused and the process goes on.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            log.Write(LogLevel.Error, "A defect was caught.", ("exception", defect.ToString()));
            var error = new ArrayBufferWriter<byte>();
            string errorType = AnswerWriter.WriteError(Outcome.Internal, error);
            (answer as ArrayBufferWriter<byte>)?.ResetWrittenCount();
            answer.Write(error.WrittenSpan);
            return InvocationOutcome.Error(errorType);
        }
    }

    /// <inheritdoc/>
    public void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode) =>
        log.Write(
            LogLevel.Warn,
            "The Runtime API did not take an answer.",
            ("requestId", System.Text.Encoding.UTF8.GetString(requestId)),
            ("status", statusCode.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private string? Decide(in Invocation invocation, IBufferWriter<byte> answer)
    {
        Moment now = Moment.Now;
        long start = Stopwatch.GetTimestamp();
        pipeline.Decide(invocation.Payload, now, out Decision decision);
        long microseconds = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        if (decision.Event.Kind == EventKind.WarmUp)
        {
            keys.Refresh(now);
        }
        else
        {
            var facts = new InvocationFacts
            {
                RequestId = invocation.RequestId,
                TraceId = invocation.TraceId,
                DurationMicroseconds = microseconds,
            };
            _decisions.Write(decision, facts);
        }

        return answers.Write(decision, answer);
    }
}
