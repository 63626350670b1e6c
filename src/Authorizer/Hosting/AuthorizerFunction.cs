using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using Authorizer.Configuration;
using Authorizer.Events;
using Authorizer.Fetching;
using Authorizer.Keys;
using Authorizer.Live;
using Authorizer.Permissions;
using Authorizer.Responses;
using Authorizer.Signatures;
using Authorizer.Signatures.Managed;
using Authorizer.Telemetry;
using LambdaRuntime;

namespace Authorizer.Hosting;

/// <summary>The authorizer as a Lambda function: one invocation in, one decision, one log line, one answer out.</summary>
/// <param name="pipeline">Decides.</param>
/// <param name="answers">Writes answers.</param>
/// <param name="keys">The keys that a warm-up call refreshes.</param>
/// <param name="live">The live documents that it refreshes.</param>
/// <param name="log">Where lines go.</param>
/// <param name="decisions">Writes the line of each decision.</param>
/// <param name="tracer">Records the calls that are sampled.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class AuthorizerFunction(
    AuthorizationPipeline pipeline,
    AnswerWriter answers,
    KeyRing keys,
    LiveData live,
    Log log,
    DecisionLog decisions,
    Tracer tracer,
    Func<Moment> clock)
    : IInvocationHandler
{
    /// <summary>Puts the function together, keys and rules side by side.</summary>
    /// <param name="settings">What is configured.</param>
    /// <param name="output">Takes the log.</param>
    /// <param name="clock">Tells the time.</param>
    /// <returns>The function, its keys fetched or given up for now.</returns>
    /// <exception cref="ConfigurationException">The function cannot start as it is configured.</exception>
    public static AuthorizerFunction Create(Settings settings, Stream output, Func<Moment> clock)
    {
        var tracer = new Tracer(settings.TraceDaemonAddress);
        var log = new Log(output, settings.LogLevel, settings.FunctionName) { Tracer = tracer };
        var documents = new DocumentFetcher(settings, log);
        var keys = new KeyRing(settings, new JwksFetcher(documents, settings, log));
        keys.StartPrefetch(clock());
        var live = new LiveData(settings, documents, log);
        live.StartPrefetch(clock());

        // While the keys are on their way.
        if (settings.SignatureVerifier == SignatureVerifier.Managed && !KnownAnswer.IsGiven(KnownAnswer.SigningInput))
        {
            throw EnvironmentVariables.Invalid(
                SettingsReader.SignatureVerifierVariable, "is managed, and that verifier fails its self-test on this machine: use platform");
        }

        var answers = new AnswerWriter(settings, new ContextWriter(settings, live.Claims));
        var pipeline = new AuthorizationPipeline(settings, keys, live);

        // Before the first poll: between invocations the sandbox may be frozen, and a fetch with it.
        keys.AwaitFetches();
        live.AwaitFetches();
        var decisions = new DecisionLog(log, new SubjectWriter(settings.LogSubject, settings.LogSubjectKey));
        return new AuthorizerFunction(pipeline, answers, keys, live, log, decisions, tracer, clock);
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
            pipeline.Forget();
            answer.ResetWrittenCount();
            string errorType = AnswerWriter.WriteError(Outcome.Internal, answer);
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
        keys.Settle();
        live.Settle();
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
        pipeline.Decide(invocation.Payload, now, out Decision decision);
        long microseconds = (long)Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        string? errorType = answers.Write(decision, answer, out PolicyFallback fallback);
        if (decision.Event.Kind == EventKind.WarmUp)
        {
            keys.Refresh(now);
            live.Refresh(now);
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
