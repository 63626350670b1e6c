using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Authorizer.ManagedRsa;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Responses;
using Authorizer.Signatures;
using Authorizer.Tracing;
using LambdaRuntime;

namespace Authorizer.Lambda.Hosting;

/// <summary>The authorizer as a Lambda function: one invocation in, one decision, one log line, one answer out.</summary>
internal sealed class AuthorizerFunction(
    Authorization authorization,
    AnswerWriter answers,
    SnapshotSource snapshots,
    Log log,
    DecisionLog decisions,
    Tracer tracer,
    Func<Moment> clock)
    : IInvocationHandler
{
    /// <summary>Puts the function together, keys and rules side by side.</summary>
    /// <param name="platform">What this executable brings along.</param>
    /// <returns>The function, its keys fetched or given up for now.</returns>
    /// <exception cref="ConfigurationException">The function cannot start as it is configured.</exception>
    public static AuthorizerFunction Create(Settings settings, Platform platform, Stream output, Func<Moment> clock)
    {
        bool managed = settings.SignatureVerifier == SignatureVerifier.Managed;
        Rs256 rs256 = managed ? new ManagedRs256() : platform.StartPlatformVerifier();
        var tracer = new Tracer(settings.TraceDaemonAddress);
        var log = new Log(output, settings.LogLevel, settings.FunctionName) { Tracer = tracer };
        var documents = new DocumentFetcher(settings, platform.CreateTransport(settings), log);
        var keys = new KeyRing(settings, new JwksFetcher(documents, settings, rs256, log), rs256);
        keys.StartPrefetch(clock());
        var live = new LiveData(settings, documents, log);
        live.StartPrefetch(clock());

        // While the keys are on their way.
        if (managed && !KnownAnswer.IsGiven(KnownAnswer.SigningInput))
        {
            throw EnvironmentVariables.Invalid(
                SettingsReader.SignatureVerifierVariable, "is managed, and that verifier fails its self-test on this machine: use platform");
        }

        var authorization = new Authorization(settings, rs256);
        authorization.Prepare(live.FileRules);
        var snapshots = new SnapshotSource(keys, live);

        // Before the first poll: between invocations the sandbox may be frozen, and a fetch with it.
        snapshots.AwaitFetches();
        var decisions = new DecisionLog(log, new SubjectWriter(settings.LogSubject, settings.LogSubjectKey, rs256));
        return new AuthorizerFunction(authorization, new AnswerWriter(settings), snapshots, log, decisions, tracer, clock);
    }

    /// <inheritdoc/>
    public InvocationOutcome Handle(in Invocation invocation, ArrayBufferWriter<byte> answer)
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
            // First, because what follows may fail too. If it does, the process ends and Lambda starts another.
            authorization.Forget();
            answer.ResetWrittenCount();
            string errorType = AnswerWriter.WriteError(Refusal.Internal, answer);
            log.Write(LogLevel.Error, "A defect was caught.", ("exception", defect.ToString()));
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

    /// <inheritdoc/>
    public void AnswerSent() => snapshots.Settle();

    private string? Decide(in Invocation invocation, ArrayBufferWriter<byte> answer)
    {
        Moment now = clock();
        var trace = TraceHeader.Read(invocation.TraceId);
        tracer.Begin(trace);
        if (invocation.IsTooLarge)
        {
            log.Write(
                LogLevel.Warn, "The event is larger than Lambda's limit and was not read.", ("requestId", System.Text.Encoding.UTF8.GetString(invocation.RequestId)));
        }

        long start = Stopwatch.GetTimestamp();
        NoTrace nobody = default;
        snapshots.Decide(authorization, invocation.Payload, now, ref nobody, out Decision decision);
        long microseconds = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        string? errorType = answers.Write(decision, answer, out PolicyFallback fallback);
        if (decision.Event.Kind == EventKind.WarmUp)
        {
            snapshots.Refresh(now);
        }
        else
        {
            var facts = new InvocationFacts
            {
                RequestId = invocation.RequestId,
                Trace = trace,
                DurationMicroseconds = microseconds,
            };
            decisions.WriteFallback(decision, facts, fallback);
            decisions.Write(decision, facts);
            tracer.SendDecision(decision.Outcome, microseconds);
        }

        tracer.End();
        return errorType;
    }
}
