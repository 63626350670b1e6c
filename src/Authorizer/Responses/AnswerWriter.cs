using System;
using System.Buffers;
using System.Text;
using Authorizer.Claims;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;

namespace Authorizer.Responses;

/// <summary>Writes the response to a decision (AWS documentation: "Output from an API Gateway Lambda authorizer").</summary>
internal sealed class AnswerWriter(AuthorizationOptions options)
{
    // AWS documents no limit for REST APIs. They accept more than 8 KB, which is the limit of a WebSocket API. Policies for a WebSocket API
    // list only one route.
    private const int MaxAnswerBytes = 512 * 1024;

    // The limit of a response on a WebSocket API (API Gateway quotas: "AWS Lambda authorizer result size").
    private const int MaxConnectBytes = 8192;

    private const int LeastKeyCharacters = 20;
    private const int MostKeyCharacters = 128;

    // A response must contain principalId, even for a refused caller whose name was not verified.
    private static ReadOnlySpan<byte> UnknownPrincipal => "unknown"u8;

    private readonly ContextWriter _context = new(options);
    private readonly ArrayBufferWriter<byte> _omittedNames = new();
    private readonly ChallengeWriter _challenge = new(options);

    /// <summary>
    /// Writes the response to a decision. If the response is an error, returns its error type, otherwise <see langword="null"/>.
    /// </summary>
    /// <param name="output">Receives one JSON object. Must be empty.</param>
    /// <param name="remarks">Valid until the next call.</param>
    public string? Write(scoped in Decision decision, ArrayBufferWriter<byte> output, out AnswerRemarks remarks)
    {
        remarks = default;
        if (decision.Event.Kind == EventKind.WarmUp)
        {
            output.Write("""{"warm":true}"""u8);
            return null;
        }

        Verdict verdict = decision.Outcome.Verdict;
        bool asError = verdict == Verdict.Error
            || (verdict == Verdict.Unauthorized && options.InvalidTokenResponse == InvalidTokenResponse.Unauthorized);
        if (asError)
        {
            return WriteError(decision.Outcome.Refusal ?? Refusal.Internal, output);
        }

        if (decision.Event.IsAnsweredSimply(options))
        {
            WriteSimple(decision, output);
        }
        else
        {
            PolicyFallback fallback = WritePolicy(decision, output);
            bool isConnect = decision.Event.Kind == EventKind.WebSocketConnect;
            remarks = new AnswerRemarks
            {
                Fallback = fallback,
                UsageKey = CheckUsageKey(decision),
                OmittedClaims = isConnect && output.WrittenCount > MaxConnectBytes ? OmitClaims(decision, output) : default,
                IsTooLarge = isConnect && output.WrittenCount > MaxConnectBytes,
            };
        }

        return null;
    }

    /// <summary>Writes an error object, and returns its error type.</summary>
    public static string WriteError(Refusal refusal, IBufferWriter<byte> output)
    {
        // API Gateway answers 401 if the error has exactly this message. It answers 500 to any other message, so the message must contain
        // nothing else.
        const string Unauthorized = "Unauthorized";
        bool isUnauthorized = refusal.Verdict() == Verdict.Unauthorized;
        string type = isUnauthorized ? Unauthorized : refusal switch
        {
            Refusal.EventUnsupported => "Authorizer.EventUnsupported",
            Refusal.KeysUnavailable => "Authorizer.KeysUnavailable",
            Refusal.LiveDataUnavailable => "Authorizer.LiveDataUnavailable",
            _ => "Authorizer.Internal",
        };
        ErrorObject.Write(type, isUnauthorized ? "Unauthorized"u8 : refusal.Message(), output);
        return type;
    }

    // Usage plans exist only on REST and WebSocket APIs, and apply only to allowed calls.
    private UsageKeyProblem CheckUsageKey(scoped in Decision decision)
    {
        if (options.UsageKeyClaim is null
            || !decision.Outcome.IsAllowed
            || decision.Event.Kind is not (EventKind.RestToken or EventKind.RestRequest or EventKind.WebSocketConnect)
            || decision.Claims is not { } claims)
        {
            return UsageKeyProblem.None;
        }

        int characters = Encoding.UTF8.GetCharCount(decision.Token.Text(claims.UsageKey));
        return decision.Token.Kind(claims.UsageKey) switch
        {
            JsonToken.Invalid => UsageKeyProblem.Absent,
            JsonToken.String => characters is < LeastKeyCharacters or > MostKeyCharacters ? UsageKeyProblem.WrongLength : UsageKeyProblem.None,
            _ => UsageKeyProblem.NotText,
        };
    }

    // If a response is too large, writes the response again without some copied claims. In their configured order, each claim is kept if
    // the response then still fits. A refusal contains no claims, so its challenge is omitted instead. WebSocket clients do not receive
    // challenges anyway.
    private ReadOnlySpan<byte> OmitClaims(scoped in Decision decision, ArrayBufferWriter<byte> output)
    {
        if (!decision.Outcome.IsAllowed)
        {
            Rewrite(decision, [true], output);
            return default;
        }

        bool[] omitted = new bool[options.ContextClaims.Length];
        Array.Fill(omitted, true);
        _omittedNames.ResetWrittenCount();
        for (int i = 0; i < omitted.Length; i++)
        {
            omitted[i] = false;
            Rewrite(decision, omitted, output);
            omitted[i] = output.WrittenCount > MaxConnectBytes;
            if (omitted[i])
            {
                _omittedNames.Write(_omittedNames.WrittenCount == 0 ? default : ","u8);
                _omittedNames.Write(Encoding.UTF8.GetBytes(options.ContextClaims[i].Claim));
            }
        }

        Rewrite(decision, omitted, output);
        return _omittedNames.WrittenSpan;
    }

    private void Rewrite(scoped in Decision decision, scoped ReadOnlySpan<bool> omittedClaims, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        WritePolicy(decision, asPrincipal: false, output, omittedClaims);
    }

    private void WriteSimple(scoped in Decision decision, ArrayBufferWriter<byte> output)
    {
        var writer = new JsonWriter(output);
        writer.StartObject();
        writer.Name("isAuthorized"u8);
        writer.Boolean(decision.Outcome.IsAllowed);
        WriteContext(decision, asPrincipal: false, omittedClaims: default, ref writer);
        writer.EndObject();
    }

    private PolicyFallback WritePolicy(scoped in Decision decision, ArrayBufferWriter<byte> output)
    {
        if (decision.Grants is not { } grants)
        {
            WritePolicy(decision, asPrincipal: false, output);
            return PolicyFallback.None;
        }

        PolicyFallback fallback = PolicyDocument.CanNamePrincipal(grants, decision.Event.Arn);
        if (fallback == PolicyFallback.None)
        {
            WritePolicy(decision, asPrincipal: true, output);
            if (output.WrittenCount <= MaxAnswerBytes)
            {
                return PolicyFallback.None;
            }

            fallback = PolicyFallback.TooLarge;
            output.ResetWrittenCount();
        }

        WritePolicy(decision, asPrincipal: false, output);
        return fallback;
    }

    private void WritePolicy(
        scoped in Decision decision, bool asPrincipal, ArrayBufferWriter<byte> output, scoped ReadOnlySpan<bool> omittedClaims = default)
    {
        ReadOnlySpan<byte> subject = decision.Token.Text(ClaimNames.Subject);
        var writer = new JsonWriter(output);
        writer.StartObject();
        writer.Member("principalId"u8, subject.IsEmpty ? UnknownPrincipal : subject);
        writer.Name("policyDocument"u8);
        if (asPrincipal && decision.Grants is { } grants)
        {
            PolicyDocument.WriteForPrincipal(grants, decision.Event.Arn, !decision.Outcome.IsAllowed, ref writer);
        }
        else
        {
            PolicyDocument.WriteForRoute(decision.Outcome.IsAllowed, decision.Event.Arn, ref writer);
        }

        WriteContext(decision, asPrincipal, omittedClaims, ref writer);
        if (decision.Claims is { } claims && decision.Token.TryGetString(claims.UsageKey, out ReadOnlySpan<byte> usageKey))
        {
            writer.Member("usageIdentifierKey"u8, usageKey);
        }

        writer.EndObject();
    }

    private void WriteContext(scoped in Decision decision, bool asPrincipal, scoped ReadOnlySpan<bool> omittedClaims, ref JsonWriter writer)
    {
        writer.Name("context"u8);
        writer.StartObject();
        if (decision.Outcome.IsAllowed || asPrincipal)
        {
            // API Gateway also uses a cached policy of scope principal for other routes. The backends of these routes need the caller too.
            // A different rule can allow the calls to these routes, so the rule is omitted.
            _context.WriteCaller(decision, asPrincipal ? default : decision.RuleId, omittedClaims, ref writer);
        }

        if (decision.Outcome.Refusal is { } refusal)
        {
            ContextWriter.WriteRefusal(refusal, ref writer);

            // A cached policy of scope principal also refuses calls that need other scopes, so no scopes are written.
            _challenge.Write(refusal, asPrincipal || !omittedClaims.IsEmpty ? default : decision.StepUp, ref writer);
        }

        writer.EndObject();
    }
}
