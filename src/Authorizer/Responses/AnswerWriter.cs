using System;
using System.Buffers;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Permissions;

namespace Authorizer.Responses;

/// <summary>Turns a decision into the bytes API Gateway expects (AWS documentation: "Output from an API Gateway Lambda authorizer").</summary>
/// <param name="settings">Which of the possible answers the API is set up for.</param>
/// <param name="context">Writes the context of an allowed call.</param>
internal sealed class AnswerWriter(Settings settings, ContextWriter context)
{
    // REST APIs publish no limit and take more than the 8 KB of a WebSocket API, whose policies name one route anyway.
    private const int MaxAnswerBytes = 512 * 1024;

    // A refused caller without a verified name still needs a principal.
    private static ReadOnlySpan<byte> UnknownPrincipal => "unknown"u8;

    private readonly int? _usageKeySlot = context.UsageKeySlot;

    /// <summary>Writes the answer to a decision.</summary>
    /// <param name="decision">The decision.</param>
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

        Verdict verdict = decision.Outcome.Verdict();
        bool asError = verdict == Verdict.Error
            || (verdict == Verdict.Unauthorized && settings.InvalidTokenResponse == InvalidTokenResponse.Unauthorized);
        if (asError)
        {
            return WriteError(decision.Outcome, output);
        }

        if (settings.AnswersSimply(decision.Event.Kind))
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
    /// <param name="outcome">What went wrong.</param>
    /// <param name="output">Takes the object.</param>
    /// <returns>Its error type.</returns>
    public static string WriteError(Outcome outcome, IBufferWriter<byte> output)
    {
        // API Gateway answers 401 to this very message and 500 to any other, so nothing may be added to it.
        const string Unauthorized = "Unauthorized";
        bool isUnauthorized = outcome.Verdict() == Verdict.Unauthorized;
        string type = isUnauthorized ? Unauthorized : outcome switch
        {
            Outcome.EventUnsupported => "Authorizer.EventUnsupported",
            Outcome.KeysUnavailable => "Authorizer.KeysUnavailable",
            Outcome.LiveDataUnavailable => "Authorizer.LiveDataUnavailable",
            _ => "Authorizer.Internal",
        };
        ErrorObject.Write(type, isUnauthorized ? "Unauthorized"u8 : outcome.Message(), output);
        return type;
    }

    private void WriteSimple(scoped in Decision decision, ArrayBufferWriter<byte> output)
    {
        var writer = new JsonWriter(output);
        writer.StartObject();
        writer.Name("isAuthorized"u8);
        writer.Boolean(decision.Outcome == Outcome.Allowed);
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
            PolicyDocument.WriteForPrincipal(grants, decision.Event.Arn, decision.Outcome != Outcome.Allowed, ref writer);
        }
        else
        {
            PolicyDocument.WriteForRoute(decision.Outcome == Outcome.Allowed, decision.Event.Arn, ref writer);
        }

        WriteContext(decision, asPrincipal, ref writer);
        if (_usageKeySlot is { } slot && decision.Token.TryGetString(slot, out ReadOnlySpan<byte> usageKey))
        {
            writer.Member("usageIdentifierKey"u8, usageKey);
        }

        writer.EndObject();
    }

    private void WriteContext(scoped in Decision decision, bool asPrincipal, ref JsonWriter writer)
    {
        writer.Name("context"u8);
        writer.StartObject();
        if (decision.Outcome == Outcome.Allowed || asPrincipal)
        {
            // What is cached with a policy for the caller serves calls to other routes: they too need to know who calls, and
            // the rule that decided this call says nothing of them.
            context.WriteMembers(decision, asPrincipal ? default : decision.RuleId, ref writer);
        }

        if (decision.Outcome != Outcome.Allowed)
        {
            writer.Member("errorCode"u8, decision.Outcome.Code());
            writer.Member("errorMessage"u8, decision.Outcome.Message());
        }

        writer.EndObject();
    }
}
