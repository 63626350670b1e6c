using System;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Authorizer.Permissions;

namespace Authorizer.Lambda.Debugging;

/// <summary>
/// Writes a second line about a decision at the level <c>DEBUG</c>, with details for debugging a policy. The number and length of its
/// members are limited, so a line is never longer than 64 KiB. It never contains a token, a signature, a cookie or a query value.
/// </summary>
internal sealed class DebugLog(Log log, Settings settings)
{
    private const int MaxIdBytes = 128;
    private const int MaxRules = 64;
    private const int MaxContextMembers = 64;

    // A policy for one route is about 200 bytes long. If a policy is longer than this limit, only its beginning is written.
    private const int MaxPolicyBytes = 4096;

    private readonly DebugRecord _record = new();
    private readonly DebugClaims _claims = new(settings.LogSubject == LogSubject.Plain);

    /// <summary>Begins the record of a call.</summary>
    /// <returns>The trace for the pipeline.</returns>
    public DebugTrace Begin()
    {
        _record.Clear();
        return new DebugTrace(_record);
    }

    /// <summary>Writes the line and clears the record of the call.</summary>
    public void Write(scoped in Decision decision, scoped in InvocationFacts invocation, ReadOnlySpan<byte> answer)
    {
        log.Write(
            LogLevel.Debug,
            "How the call was decided."u8,
            new Line(this, decision, invocation, answer),
            static (ref writer, scoped in line) => line.WriteMembers(ref writer));
        _record.Clear();
    }

    private static ReadOnlySpan<byte> Name(EventKind kind) => kind switch
    {
        EventKind.RestToken => "rest-token"u8,
        EventKind.RestRequest => "rest-request"u8,
        EventKind.HttpV1 => "http-1.0"u8,
        EventKind.HttpV2 => "http-2.0"u8,
        EventKind.WebSocketConnect => "websocket-connect"u8,
        _ => "unsupported"u8,
    };

    private static ReadOnlySpan<byte> Name(TokenLocation location) => location switch
    {
        TokenLocation.Header => "header:"u8,
        TokenLocation.Cookie => "cookie:"u8,
        TokenLocation.Subprotocol => "subprotocol:"u8,
        _ => "query:"u8,
    };

    private static void WriteNames(ref JsonWriter writer, ReadOnlySpan<byte> name, System.Collections.Generic.IReadOnlyList<string> texts)
    {
        writer.Name(name);
        writer.StartArray();
        foreach (string text in texts)
        {
            writer.String(System.Text.Encoding.UTF8.GetBytes(text));
        }

        writer.EndArray();
    }

    private static void WriteRules(ref JsonWriter writer, RuleFinding[] rules)
    {
        writer.Name("rules"u8);
        writer.StartArray();
        int omitted = Write(ref writer, rules, routeMatches: true, static (ref writer, rule) =>
        {
            writer.StartObject();
            Log.Text(ref writer, "id"u8, rule.RuleId, MaxIdBytes);
            writer.Member("effect"u8, rule.Effect == RuleEffect.Deny ? "deny"u8 : "allow"u8);
            writer.Name("matches"u8);
            writer.Boolean(rule.UnmetCondition is null);
            Log.Text(ref writer, "unmet"u8, System.Text.Encoding.UTF8.GetBytes(rule.UnmetCondition ?? string.Empty), MaxIdBytes);
            writer.EndObject();
        });
        writer.EndArray();
        writer.Name("rulesOfOtherRoutes"u8);
        writer.StartArray();
        omitted += Write(
            ref writer, rules, routeMatches: false, static (ref writer, rule) => writer.String(rule.RuleId.AsSpan(0, Log.FittingLength(rule.RuleId, MaxIdBytes))));
        writer.EndArray();
        if (omitted > 0)
        {
            writer.Name("rulesOmitted"u8);
            writer.Number(omitted);
        }
    }

    private delegate void RuleWriter(ref JsonWriter writer, RuleFinding rule);

    private static int Write(ref JsonWriter writer, RuleFinding[] rules, bool routeMatches, RuleWriter write)
    {
        int count = 0;
        foreach (RuleFinding rule in rules)
        {
            if (rule.RouteMatches == routeMatches && count++ < MaxRules)
            {
                write(ref writer, rule);
            }
        }

        return Math.Max(count - MaxRules, 0);
    }

    // Context values can be personal data, so only the keys are written. The usage key is a secret, so it is omitted.
    private void WriteResponse(ref JsonWriter writer, ReadOnlySpan<byte> answer)
    {
        writer.Name("response"u8);
        writer.StartObject();
        var reader = new JsonReader(answer, JsonReader.MaxDepth);
        bool inObject = reader.Read(JsonToken.ObjectStart);
        while (inObject && reader.Read(JsonToken.Name))
        {
            ReadOnlySpan<byte> name = reader.Raw;
            _ = reader.Read();
            int start = reader.TokenStart;
            if (name.SequenceEqual("context"u8))
            {
                WriteContextNames(ref writer, ref reader);
                continue;
            }

            inObject = reader.Skip();
            if (name.SequenceEqual("policyDocument"u8))
            {
                WritePolicy(ref writer, answer[start..reader.Position]);
            }
            else if (name.SequenceEqual("isAuthorized"u8))
            {
                writer.Name(name);
                writer.Raw(reader.Raw);
            }
            else if (name.StartsWith("error"u8))
            {
                writer.Member(name, reader.Raw);
            }
        }

        writer.EndObject();
    }

    private void WritePolicy(ref JsonWriter writer, ReadOnlySpan<byte> policy)
    {
        writer.Name("policyBytes"u8);
        writer.Number(policy.Length);

        // The resources of a policy can contain claim values, a token, or a query value from the request's path.
        if (settings.LogSubject != LogSubject.Plain || Redaction.Applies(policy))
        {
            return;
        }

        if (policy.Length <= MaxPolicyBytes)
        {
            writer.Name("policyDocument"u8);
            writer.Raw(policy);
        }
        else
        {
            Log.Text(ref writer, "policyBeginning"u8, policy, MaxPolicyBytes);
        }
    }

    private static void WriteContextNames(ref JsonWriter writer, ref JsonReader reader)
    {
        writer.Name("context"u8);
        writer.StartArray();
        int members = 0;
        while (reader.Read(JsonToken.Name))
        {
            if (members++ < MaxContextMembers)
            {
                writer.String(reader.Raw[..Math.Min(reader.Raw.Length, MaxIdBytes)]);
            }

            _ = reader.Read();
            _ = reader.Skip();
        }

        writer.EndArray();
    }

    private readonly ref struct Line(DebugLog owner, Decision decision, InvocationFacts invocation, ReadOnlySpan<byte> answer)
    {
        private readonly Decision _decision = decision;
        private readonly InvocationFacts _invocation = invocation;
        private readonly ReadOnlySpan<byte> _answer = answer;

        public void WriteMembers(ref JsonWriter writer)
        {
            DebugRecord record = owner._record;
            Log.Text(ref writer, "requestId"u8, _invocation.RequestId, MaxIdBytes);
            Log.Text(ref writer, "apiRequestId"u8, _decision.Event.RequestId, MaxIdBytes);
            Log.Text(ref writer, "traceId"u8, _invocation.Trace.TraceId, MaxIdBytes);
            writer.Member("event"u8, Name(_decision.Event.Kind));
            if (record.Source is { } source)
            {
                writer.Name("tokenSource"u8);
                writer.StartString();
                writer.StringPart(Name(source.Location));
                writer.StringPart(source.Name.AsSpan(0, Log.FittingLength(source.Name, MaxIdBytes)));
                writer.EndString();
            }

            DebugClaims.WriteAlgorithm(ref writer, record.SecretToken);
            Log.Text(ref writer, "kid"u8, _decision.UnverifiedKeyId, MaxIdBytes);
            if (record.IsVerified)
            {
                owner._claims.Write(ref writer, record.SecretToken);
            }

            WriteNames(ref writer, "passed"u8, record.Passed);
            if (record.Failed is { } failed)
            {
                writer.Member("failed"u8, System.Text.Encoding.UTF8.GetBytes(failed));
            }

            if (record.Rules is { } rules)
            {
                WriteRules(ref writer, rules);
            }

            owner.WriteResponse(ref writer, _answer);
        }
    }
}
