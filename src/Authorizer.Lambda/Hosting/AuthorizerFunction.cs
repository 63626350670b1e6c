using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Debugging;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Authorizer.ManagedRsa;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Responses;
using Authorizer.Signatures;
using Authorizer.Tracing;
using LambdaRuntime;

namespace Authorizer.Lambda.Hosting;

/// <summary>The authorizer as a Lambda function: one invocation in, one decision, one log line, one answer out.</summary>
/// <param name="shadow">Rules that are evaluated and never enforced, or <see langword="null"/>.</param>
/// <param name="debug">Writes a second line of each decision; <see langword="null"/> unless the level is DEBUG.</param>
internal sealed class AuthorizerFunction(
    Authorization authorization,
    AnswerWriter answers,
    SnapshotSource snapshots,
    ShadowRules? shadow,
    Log log,
    DecisionLog decisions,
    DebugLog? debug,
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
        if (settings.InsecureHttpHosts.Length > 0)
        {
            log.Write(
                LogLevel.Warn,
                "Keys and documents of these hosts come without TLS, so an attacker on the network can replace them. Use this only with emulators.",
                ("hosts", string.Join(',', settings.InsecureHttpHosts)));
        }

        var documents = new DocumentFetcher(settings, platform.CreateTransport(settings), log);
        var keys = new KeyRing(settings, new JwksFetcher(documents, settings, rs256, log), rs256);
        keys.StartPrefetch(clock());
        var live = new LiveData(settings, documents, log);
        live.StartPrefetch(clock());

        ShadowRules? shadow = null;
        if (settings.ShadowPermissionsUri is { } uri)
        {
            documents.RequireReach(SettingsReader.ShadowPermissionsUriVariable, uri);
            shadow = new ShadowRules(uri, settings, rs256, documents, log);
            shadow.StartPrefetch(clock());
        }

        // While the keys are on their way.
        if (managed && !KnownAnswer.IsGiven(KnownAnswer.SigningInput))
        {
            throw EnvironmentVariables.Invalid(
                SettingsReader.SignatureVerifierVariable, "is managed, and that verifier fails its self-test on this machine; use platform");
        }

        var authorization = new Authorization(settings, rs256);
        authorization.Prepare(live.FileRules);
        var snapshots = new SnapshotSource(keys, live);

        // Before the first poll: between invocations the sandbox may be frozen, and a fetch with it.
        snapshots.AwaitFetches();
        var decisions = new DecisionLog(log, new SubjectWriter(settings.LogSubject, settings.LogSubjectKey, rs256));
        DebugLog? debug = log.Writes(LogLevel.Debug) ? new DebugLog(log, settings) : null;
        return new AuthorizerFunction(authorization, new AnswerWriter(settings), snapshots, shadow, log, decisions, debug, tracer, clock);
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
    public void AnswerSent()
    {
        snapshots.Settle();
        shadow?.Settle();
    }

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
        Decision decision;
        if (debug is null)
        {
            NoTrace nobody = default;
            snapshots.Decide(authorization, invocation.Payload, now, ref nobody, out decision);
        }
        else
        {
            DebugTrace record = debug.Begin();
            snapshots.Decide(authorization, invocation.Payload, now, ref record, out decision);
        }

        long microseconds = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        string? errorType = answers.Write(decision, answer, out AnswerRemarks remarks);
        if (decision.Event.Kind == EventKind.WarmUp)
        {
            snapshots.Refresh(now);
            shadow?.Refresh(now);
        }
        else
        {
            var facts = new InvocationFacts
            {
                RequestId = invocation.RequestId,
                Trace = trace,
                DurationMicroseconds = microseconds,
                Shadow = shadow is null ? default : shadow.Decide(invocation.Payload, snapshots.Current, decision.Outcome, now),
            };
            decisions.WriteRemarks(decision, facts, remarks);
            decisions.Write(decision, facts);
            debug?.Write(decision, facts, answer.WrittenSpan);
            tracer.SendDecision(decision.Outcome, microseconds);
        }

        tracer.End();
        return errorType;
    }
}
