using System;
using System.Buffers.Text;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Json;
using Authorizer.Tracing;

namespace Authorizer.Events;

/// <summary>
/// What is checked of a request beside its token and route: that the event agrees with itself, and what the operator demands
/// of headers, media type and size.
/// </summary>
/// <param name="settings">What is demanded.</param>
internal sealed class RequestChecks(Settings settings)
{
    /// <summary>Checks a request.</summary>
    /// <param name="request">The event.</param>
    /// <param name="scratch">Room for unescaped strings.</param>
    /// <param name="trace">Is told of each check.</param>
    /// <returns><see cref="Outcome.Allowed"/> to go on, or the refusal.</returns>
    public Outcome Check<TTrace>(in AuthorizerEvent request, Utf8Scratch scratch, scoped ref TTrace trace)
        where TTrace : struct, IDecisionTrace
    {
        Outcome outcome = ArnAgreement.Holds(request, out ReadOnlySpan<byte> different) ? Outcome.Allowed : Outcome.RouteNotPermitted;
        trace.Checked(Tracing.Check.Agreement, outcome, different);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        if (request.Kind == EventKind.RestToken)
        {
            // A TOKEN event carries no headers to check.
            return Outcome.Allowed;
        }

        foreach (byte[] header in settings.RequiredHeaders)
        {
            outcome = RequestFields.FindHeader(request, header, scratch, out _) is FieldPresence.Absent or FieldPresence.Unreadable
                ? Outcome.HeaderMissing
                : Outcome.Allowed;
            trace.Checked(Tracing.Check.RequiredHeader, outcome, header);
            if (outcome != Outcome.Allowed)
            {
                return outcome;
            }
        }

        if (settings.ContentTypes.Length > 0 && HasBody(request.Arn.Method))
        {
            outcome = HasAllowedContentType(request, scratch) ? Outcome.Allowed : Outcome.ContentTypeNotAllowed;
            trace.Checked(Tracing.Check.ContentType, outcome, default);
        }

        if (outcome == Outcome.Allowed && settings.MaxContentLength is { } maximum)
        {
            outcome = HasAllowedLength(request, scratch, maximum) ? Outcome.Allowed : Outcome.RequestTooLarge;
            trace.Checked(Tracing.Check.ContentLength, outcome, default);
        }

        return outcome;
    }

    private static bool HasBody(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("POST"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("PATCH"u8);

    private bool HasAllowedContentType(in AuthorizerEvent request, Utf8Scratch scratch)
    {
        if (RequestFields.FindHeader(request, "content-type"u8, scratch, out ReadOnlySpan<byte> value) != FieldPresence.Present)
        {
            return false;
        }

        // The media type ends where its parameters begin (RFC 9110, section 8.3.1).
        int parameters = value.IndexOf((byte)';');
        ReadOnlySpan<byte> mediaType = (parameters < 0 ? value : value[..parameters]).Trim(" \t"u8);
        foreach (byte[] allowed in settings.ContentTypes)
        {
            if (Ascii.EqualsIgnoreCase(mediaType, allowed))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasAllowedLength(in AuthorizerEvent request, Utf8Scratch scratch, long maximum)
    {
        FieldPresence presence = RequestFields.FindHeader(request, "content-length"u8, scratch, out ReadOnlySpan<byte> value);
        return presence == FieldPresence.Absent
            || (presence == FieldPresence.Present
                && !value.IsEmpty
                && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                && Utf8Parser.TryParse(value, out long length, out _)
                && length <= maximum);
    }
}
