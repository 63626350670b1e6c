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

/// <summary>The authorizer as a Lambda function. It decides each invocation, writes the response and logs the decision.</summary>
/// <param name="shadow">Rules that are evaluated but never enforced, or <see langword="null"/> if there are none.</param>
/// <param name="debug">Writes a second line for each decision. <see langword="null"/> unless the log level is DEBUG or TRACE.</param>
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
    /// <summary>
    /// Creates the function. Keys and documents are fetched while the rules are read. The method waits for these fetches.
    /// </summary>
    /// <exception cref="ConfigurationException">The configuration is invalid.</exception>
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
                "Keys and documents of these hosts are fetched without TLS, so an attacker on the network can replace them. Set AUTHORIZER_INSECURE_HTTP_HOSTS only for emulators.",
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

        // The self-test runs while the fetches are in progress.
        if (managed && !KnownAnswer.IsGiven(KnownAnswer.SigningInput))
        {
            throw EnvironmentVariables.Invalid(
                SettingsReader.SignatureVerifierVariable, "is managed, but the managed verifier fails its self-test on this processor; use platform");
        }

        var authorization = new Authorization(settings, rs256);
        authorization.Prepare(live.FileRules);
        var snapshots = new SnapshotSource(keys, live);

        // The fetches must end before the first poll, because Lambda can freeze the sandbox between invocations.
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
#pragma warning disable CA1031 // After any exception the caller is refused and the process continues.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            // Buffers are discarded first, because the next steps can fail too. If one of them fails, the process ends and Lambda starts
            // another process.
            authorization.Forget();
            answer.ResetWrittenCount();
            string errorType = AnswerWriter.WriteError(Refusal.Internal, answer);
            log.Write(LogLevel.Error, "An unexpected exception was caught; please report it.", ("exception", defect.ToString()));
            return InvocationOutcome.Error(errorType);
        }
    }

    /// <inheritdoc/>
    public void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode) =>
        log.Write(
            LogLevel.Warn,
            "The Runtime API refused a response.",
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
            NoTrace none = default;
            snapshots.Decide(authorization, invocation.Payload, now, ref none, out decision);
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
