using System;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Responses;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Writes the log line of each decision, with its metrics. Only this class determines which parts of a request the line contains. From the
/// token, the line contains <c>sub</c>, which is empty until the signature is verified, and <c>kid</c>, which can be unverified. Issuer and
/// client are written in their configured spelling.
/// </summary>
internal sealed class DecisionLog(Log log, SubjectWriter subjects)
{
    // With these limits and a path of Log.MaxTextBytes, a line is not longer than StandardOutput.MaxLineBytes.
    private const int MaxSubjectBytes = 256;
    private const int MaxIssuerBytes = 256;
    private const int MaxIdBytes = 128;
    private const int MaxMethodBytes = 32;

    // The largest number of bytes that shadow rules add to a line, including their metric and its description.
    private const int MaxShadowBytes = 320;

    private bool _coldStart = true;

    /// <summary>Writes the line of a decision.</summary>
    public void Write(scoped in Decision decision, scoped in InvocationFacts invocation)
    {
        var line = new Line(log, subjects, decision, invocation, _coldStart);
        _coldStart = false;
        Verdict verdict = decision.Outcome.Verdict;
        LogLevel level = verdict == Verdict.Error ? LogLevel.Error : LogLevel.Info;
        log.Write(level, Message(verdict), line, static (ref writer, scoped in line) => line.WriteMembers(ref writer));
    }

    /// <summary>Writes a WARN line for each problem of the response.</summary>
    public void WriteRemarks(scoped in Decision decision, scoped in InvocationFacts invocation, scoped in AnswerRemarks remarks)
    {
        var line = new RemarkLine(decision.Event.RequestId, invocation.RequestId);
        if (remarks.Fallback != PolicyFallback.None)
        {
            // API Gateway can apply a cached policy to other routes too.
            Write(
                "The policy names the requested route only, not everything the caller may do."u8,
                line with { Problem = Problem(remarks.Fallback), FunctionName = log.FunctionName });
        }

        if (remarks.UsageKey != UsageKeyProblem.None)
        {
            Write("The claim of AUTHORIZER_USAGE_KEY_CLAIM cannot be used as a key for usage plans."u8, line with { Problem = Problem(remarks.UsageKey) });
        }

        if (!remarks.OmittedClaims.IsEmpty)
        {
            Write("Claims were omitted from the context, because the response to $connect would exceed 8,192 bytes."u8, line with { Claims = remarks.OmittedClaims });
        }

        if (remarks.IsTooLarge)
        {
            Write("The response to $connect exceeds 8,192 bytes, so API Gateway refuses the connection."u8, line);
        }
    }

    private void Write(ReadOnlySpan<byte> message, scoped in RemarkLine line) =>
        log.Write(LogLevel.Warn, message, line, static (ref writer, scoped in line) => line.WriteMembers(ref writer));

    private static ReadOnlySpan<byte> Problem(PolicyFallback fallback) => fallback switch
    {
        PolicyFallback.ResourceTooLong => "a resource is longer than 512 bytes"u8,
        PolicyFallback.TooLarge => "the response is larger than 512 KiB"u8,
        _ => "a claim or the ARN has characters that IAM could read as a variable or a wildcard"u8,
    };

    private static ReadOnlySpan<byte> Problem(UsageKeyProblem problem) => problem switch
    {
        UsageKeyProblem.Absent => "the token does not have the claim of AUTHORIZER_USAGE_KEY_CLAIM"u8,
        UsageKeyProblem.NotText => "the claim of AUTHORIZER_USAGE_KEY_CLAIM is not a string"u8,
        _ => "the claim of AUTHORIZER_USAGE_KEY_CLAIM does not have 20 to 128 characters"u8,
    };

    private static ReadOnlySpan<byte> Message(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "The call was allowed."u8,
        Verdict.Deny => "The call was denied."u8,
        Verdict.Unauthorized => "The caller was not identified."u8,
        _ => "No decision could be made."u8,
    };

    private readonly ref struct RemarkLine(ReadOnlySpan<byte> apiRequestId, ReadOnlySpan<byte> requestId)
    {
        private readonly ReadOnlySpan<byte> _apiRequestId = apiRequestId;
        private readonly ReadOnlySpan<byte> _requestId = requestId;

        public ReadOnlySpan<byte> Problem { get; init; }

        public ReadOnlySpan<byte> Claims { get; init; }

        // Empty unless the line is about a policy fallback, which has a metric.
        public ReadOnlySpan<byte> FunctionName { get; init; }

        public void WriteMembers(ref JsonWriter writer)
        {
            Log.Text(ref writer, "requestId"u8, _requestId, MaxIdBytes);
            Log.Text(ref writer, "apiRequestId"u8, _apiRequestId, MaxIdBytes);
            Log.Text(ref writer, "problem"u8, Problem);
            Log.Text(ref writer, "claims"u8, Claims);
            if (!FunctionName.IsEmpty)
            {
                EmbeddedMetrics.WritePolicyFallback(ref writer, FunctionName);
            }
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
            Log.Text(ref writer, "path"u8, Redaction.WithoutQuery(arn.Path), _invocation.Shadow.WasEvaluated ? Log.MaxTextBytes - MaxShadowBytes : Log.MaxTextBytes);
            Log.Text(ref writer, "ruleId"u8, _decision.RuleId, MaxIdBytes);
            if (_invocation.Shadow.Differs)
            {
                writer.Member("shadowDecision"u8, _invocation.Shadow.Verdict.Name());
                Log.Text(ref writer, "shadowRuleId"u8, _invocation.Shadow.RuleId, MaxIdBytes);
            }

            writer.Name("durationUs"u8);
            writer.Number(_invocation.DurationMicroseconds);
            writer.Name("coldStart"u8);
            writer.Boolean(coldStart);
            writer.Name("cacheHit"u8);
            writer.Boolean(_decision.CacheHit);
            EmbeddedMetrics.WriteDecision(
                ref writer, log.FunctionName, name, reason, _invocation, coldStart, _decision.CacheHit);
        }
    }
}
