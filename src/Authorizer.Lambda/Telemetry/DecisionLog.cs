using System;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Permissions;
using Authorizer.Refusals;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Writes the one log line of each decision, with its metrics. What it may say of a request is listed here and nowhere else.
/// Of the token it says <c>sub</c>, which exists only once the signature holds; issuer and client as they are configured; and
/// <c>kid</c>, which is the sender's own word until then.
/// </summary>
internal sealed class DecisionLog(Log log, SubjectWriter subjects)
{
    // Together with a path of Log.MaxTextBytes these keep the line within what is written in one piece.
    private const int MaxSubjectBytes = 256;
    private const int MaxIssuerBytes = 256;
    private const int MaxIdBytes = 128;
    private const int MaxMethodBytes = 32;

    private bool _coldStart = true;

    /// <summary>Writes the line.</summary>
    public void Write(scoped in Decision decision, scoped in InvocationFacts invocation)
    {
        var line = new Line(log, subjects, decision, invocation, _coldStart);
        _coldStart = false;
        Verdict verdict = decision.Outcome.Verdict;
        LogLevel level = verdict == Verdict.Error ? LogLevel.Error : LogLevel.Info;
        log.Write(level, Message(verdict), line, static (ref writer, scoped in line) => line.WriteMembers(ref writer));
    }

    /// <summary>Writes the line that a policy names the requested route alone, which the gateway may use for other routes as well.</summary>
    public void WriteFallback(scoped in Decision decision, scoped in InvocationFacts invocation, PolicyFallback fallback)
    {
        if (fallback != PolicyFallback.None)
        {
            var line = new FallbackLine(log, decision.Event.RequestId, invocation.RequestId, fallback);
            log.Write(
                LogLevel.Warn,
                "The policy names the requested route only, not everything the caller may do."u8,
                line,
                static (ref writer, scoped in line) => line.WriteMembers(ref writer));
        }
    }

    private static ReadOnlySpan<byte> Message(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "The call was allowed."u8,
        Verdict.Deny => "The call was denied."u8,
        Verdict.Unauthorized => "The caller was not identified."u8,
        _ => "No decision could be made."u8,
    };

    private readonly ref struct FallbackLine(Log log, ReadOnlySpan<byte> apiRequestId, ReadOnlySpan<byte> requestId, PolicyFallback fallback)
    {
        private readonly ReadOnlySpan<byte> _apiRequestId = apiRequestId;
        private readonly ReadOnlySpan<byte> _requestId = requestId;

        public void WriteMembers(ref JsonWriter writer)
        {
            Log.Text(ref writer, "requestId"u8, _requestId, MaxIdBytes);
            Log.Text(ref writer, "apiRequestId"u8, _apiRequestId, MaxIdBytes);
            writer.Member("problem"u8, fallback switch
            {
                PolicyFallback.ResourceTooLong => "a resource is longer than 512 characters"u8,
                PolicyFallback.TooLarge => "the response is larger than 512 KiB"u8,
                _ => "a claim or the ARN has characters that IAM could read as a variable or a wildcard"u8,
            });
            EmbeddedMetrics.WritePolicyFallback(ref writer, log.FunctionName);
        }
    }

    private readonly ref struct Line(Log log, SubjectWriter subjects, Decision decision, InvocationFacts invocation, bool coldStart)
    {
        private readonly Decision _decision = decision;
        private readonly InvocationFacts _invocation = invocation;

        public void WriteMembers(ref JsonWriter writer)
        {
            MethodArn arn = _decision.Event.Arn;
            ReadOnlySpan<byte> name = _decision.Outcome.Verdict.Name();
            ReadOnlySpan<byte> reason = _decision.Outcome.Refusal is { } refusal ? refusal.Code() : default;
            Log.Text(ref writer, "requestId"u8, _invocation.RequestId, MaxIdBytes);
            Log.Text(ref writer, "apiRequestId"u8, _decision.Event.RequestId, MaxIdBytes);
            Log.Text(ref writer, "traceId"u8, _invocation.Trace.TraceId, MaxIdBytes);
            writer.Member("decision"u8, name);
            Log.Text(ref writer, "reason"u8, reason, MaxIdBytes);
            subjects.Write(ref writer, _decision.Token, MaxSubjectBytes);
            Log.Text(ref writer, "clientId"u8, _decision.ClientId, MaxIdBytes);
            Log.Text(ref writer, "issuer"u8, _decision.Issuer, MaxIssuerBytes);
            Log.Text(ref writer, "kid"u8, _decision.UnverifiedKeyId, MaxIdBytes);
            Log.Text(ref writer, "method"u8, arn.Method, MaxMethodBytes);
            Log.Text(ref writer, "path"u8, arn.Path);
            Log.Text(ref writer, "ruleId"u8, _decision.RuleId, MaxIdBytes);
            writer.Name("durationUs"u8);
            writer.Number(_invocation.DurationMicroseconds);
            writer.Name("coldStart"u8);
            writer.Boolean(coldStart);
            writer.Name("cacheHit"u8);
            writer.Boolean(_decision.CacheHit);
            EmbeddedMetrics.WriteDecision(
                ref writer, log.FunctionName, name, reason, _invocation.DurationMicroseconds, coldStart, _decision.CacheHit);
        }
    }
}
