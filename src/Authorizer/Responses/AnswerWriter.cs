using System;
using System.Buffers;
using Authorizer.Claims;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;

namespace Authorizer.Responses;

/// <summary>Turns a decision into the bytes API Gateway expects (AWS documentation: "Output from an API Gateway Lambda authorizer").</summary>
internal sealed class AnswerWriter(AuthorizationOptions options)
{
    // REST APIs publish no limit and take more than the 8 KB of a WebSocket API, whose policies name one route anyway.
    private const int MaxAnswerBytes = 512 * 1024;

    // A refused caller without a verified name still needs a principal.
    private static ReadOnlySpan<byte> UnknownPrincipal => "unknown"u8;

    private readonly ContextWriter _context = new(options);
    private readonly ChallengeWriter _challenge = new(options);

    /// <summary>Writes the answer to a decision.</summary>
    /// <param name="output">Takes one JSON object: an answer or an error. Empty before.</param>
    /// <param name="fallback">Why a policy names the requested route alone although it should name everything the caller may do.</param>
    /// <returns>The error type to report, or <see langword="null"/> for an answer.</returns>
    public string? Write(scoped in Decision decision, ArrayBufferWriter<byte> output, out PolicyFallback fallback)
    {
        fallback = PolicyFallback.None;
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
            fallback = WritePolicy(decision, output);
        }

        return null;
    }

    /// <summary>Writes an error object.</summary>
    /// <returns>Its error type.</returns>
    public static string WriteError(Refusal refusal, IBufferWriter<byte> output)
    {
        // API Gateway answers 401 to this very message and 500 to any other, so nothing may be added to it.
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

    private void WriteSimple(scoped in Decision decision, ArrayBufferWriter<byte> output)
    {
        var writer = new JsonWriter(output);
        writer.StartObject();
        writer.Name("isAuthorized"u8);
        writer.Boolean(decision.Outcome.IsAllowed);
        WriteContext(decision, asPrincipal: false, ref writer);
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

    private void WritePolicy(scoped in Decision decision, bool asPrincipal, ArrayBufferWriter<byte> output)
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

        WriteContext(decision, asPrincipal, ref writer);
        if (decision.Claims is { } claims && decision.Token.TryGetString(claims.UsageKey, out ReadOnlySpan<byte> usageKey))
        {
            writer.Member("usageIdentifierKey"u8, usageKey);
        }

        writer.EndObject();
    }

    private void WriteContext(scoped in Decision decision, bool asPrincipal, ref JsonWriter writer)
    {
        writer.Name("context"u8);
        writer.StartObject();
        if (decision.Outcome.IsAllowed || asPrincipal)
        {
            // What is cached with a policy for the caller serves calls to other routes: they too need to know who calls, and
            // the rule that decided this call says nothing of them.
            _context.WriteCaller(decision, asPrincipal ? default : decision.RuleId, ref writer);
        }

        if (decision.Outcome.Refusal is { } refusal)
        {
            ContextWriter.WriteRefusal(refusal, ref writer);

            // A cached policy for the caller also refuses calls that need other scopes.
            _challenge.Write(refusal, asPrincipal ? default : decision.StepUp, ref writer);
        }

        writer.EndObject();
    }
}
