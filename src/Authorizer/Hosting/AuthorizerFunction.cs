using System;
using System.Buffers;
using System.Diagnostics;
using System.IO;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Events;
using Authorizer.Keys;
using Authorizer.Keys.Fetching;
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
/// <param name="log">Where lines go.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class AuthorizerFunction(AuthorizationPipeline pipeline, AnswerWriter answers, KeyRing keys, Log log, Func<Moment> clock)
    : IInvocationHandler
{
    private readonly DecisionLog _decisions = new(log);

    /// <summary>Puts the function together: settings, then keys and rules side by side.</summary>
    /// <param name="environment">Gives an environment variable's value, or <see langword="null"/>.</param>
    /// <param name="directory">The directory of the executable, where files lie by default.</param>
    /// <param name="output">Takes the log.</param>
    /// <param name="clock">Tells the time.</param>
    /// <returns>The function, its keys fetched or given up for now.</returns>
    /// <exception cref="ConfigurationException">The function cannot start as it is configured.</exception>
    public static AuthorizerFunction Create(Func<string, string?> environment, string directory, Stream output, Func<Moment> clock)
    {
        Settings settings = SettingsReader.Read(environment, directory);
        var log = new Log(output, settings.LogLevel);
        var keys = new KeyRing(settings, new JwksFetcher(settings.JwksTimeoutMilliseconds, settings.TlsRootsFile, settings.SignatureVerifier, log));
        keys.StartPrefetch(clock());

        // While the keys are on their way.
        if (settings.SignatureVerifier == SignatureVerifier.Managed && !KnownAnswer.IsGiven(KnownAnswer.SigningInput))
        {
            throw EnvironmentVariables.Invalid(
                SettingsReader.SignatureVerifierVariable, "is managed, and that verifier fails its self-test on this machine: use platform");
        }

        var claims = new ClaimNames();
        var rules = new RuleSet(PermissionsReader.ReadFile(settings), claims);
        var answers = new AnswerWriter(settings, new ContextWriter(settings, claims));
        var pipeline = new AuthorizationPipeline(settings, keys, rules, claims);

        // Before the first poll: between invocations the sandbox may be frozen, and a fetch with it.
        keys.AwaitFetches(clock());
        return new AuthorizerFunction(pipeline, answers, keys, log, clock);
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
            log.Write(LogLevel.Error, "A defect was caught.", ("exception", defect.ToString()));
            answer.ResetWrittenCount();
            return InvocationOutcome.Error(AnswerWriter.WriteError(Outcome.Internal, answer));
        }
    }

    /// <inheritdoc/>
    public void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode) =>
        log.Write(
            LogLevel.Warn,
            "The Runtime API did not take an answer.",
            ("requestId", System.Text.Encoding.UTF8.GetString(requestId)),
            ("status", statusCode.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private string? Decide(in Invocation invocation, ArrayBufferWriter<byte> answer)
    {
        Moment now = clock();
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
