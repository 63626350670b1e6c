using System;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Events;
using Authorizer.Json;

namespace Authorizer.Telemetry;

/// <summary>Writes the one log line of each decision. What it may say of a request is listed here and nowhere else.</summary>
/// <param name="log">Where the line goes.</param>
internal sealed class DecisionLog(Log log)
{
    private bool _coldStart = true;

    /// <summary>Writes the line.</summary>
    /// <param name="decision">The decision.</param>
    /// <param name="invocation">What the runtime knows of the call.</param>
    public void Write(scoped in Decision decision, scoped in InvocationFacts invocation)
    {
        var line = new Line(decision, invocation, _coldStart);
        _coldStart = false;
        Verdict verdict = decision.Outcome.Verdict();
        LogLevel level = verdict == Verdict.Error ? LogLevel.Error : LogLevel.Info;
        log.Write(level, Message(verdict), line, static (ref writer, scoped in line) => line.WriteMembers(ref writer));
    }

    private static ReadOnlySpan<byte> Message(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "The call was allowed."u8,
        Verdict.Deny => "The call was denied."u8,
        Verdict.Unauthorized => "The caller was not identified."u8,
        _ => "No decision could be made."u8,
    };

    private readonly ref struct Line(Decision decision, InvocationFacts invocation, bool coldStart)
    {
        private readonly Decision _decision = decision;
        private readonly InvocationFacts _invocation = invocation;

        public void WriteMembers(ref JsonWriter writer)
        {
            MethodArn arn = _decision.Event.Arn;
            Log.Text(ref writer, "requestId"u8, _invocation.RequestId);
            Log.Text(ref writer, "apiRequestId"u8, _decision.Event.RequestId);
            Log.Text(ref writer, "traceId"u8, TraceRoot(_invocation.TraceId));
            writer.Member("decision"u8, Name(_decision.Outcome.Verdict()));
            if (_decision.Outcome != Outcome.Allowed)
            {
                writer.Member("reason"u8, _decision.Outcome.Code());
            }

            Log.Text(ref writer, "sub"u8, _decision.Token.Text(ClaimNames.Subject));
            Log.Text(ref writer, "clientId"u8, _decision.ClientId);
            Log.Text(ref writer, "issuer"u8, _decision.Issuer);
            Log.Text(ref writer, "kid"u8, _decision.UnverifiedKeyId);
            Log.Text(ref writer, "method"u8, arn.Method);
            Log.Text(ref writer, "path"u8, arn.Path);
            Log.Text(ref writer, "ruleId"u8, _decision.RuleId);
            writer.Name("durationUs"u8);
            writer.Number(_invocation.DurationMicroseconds);
            writer.Name("coldStart"u8);
            writer.Boolean(coldStart);
            writer.Name("cacheHit"u8);
            writer.Boolean(_decision.CacheHit);
        }

        private static ReadOnlySpan<byte> Name(Verdict verdict) => verdict switch
        {
            Verdict.Allow => "allow"u8,
            Verdict.Deny => "deny"u8,
            Verdict.Unauthorized => "unauthorized"u8,
            _ => "error"u8,
        };

        // "Root=1-…;Parent=…;Sampled=1" (X-Ray developer guide: "Tracing header").
        private static ReadOnlySpan<byte> TraceRoot(ReadOnlySpan<byte> header)
        {
            foreach (Range part in header.Split((byte)';'))
            {
                ReadOnlySpan<byte> field = header[part];
                if (field.StartsWith("Root="u8))
                {
                    return field["Root="u8.Length..];
                }
            }

            return default;
        }
    }
}
