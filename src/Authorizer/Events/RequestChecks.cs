using System;
using System.Buffers.Text;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Json;

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
    /// <returns><see cref="Outcome.Allowed"/> to go on, or the refusal.</returns>
    public Outcome Check(in AuthorizerEvent request, Utf8Scratch scratch)
    {
        if (!ArnAgreement.Holds(request))
        {
            return Outcome.RouteNotPermitted;
        }

        if (request.Kind == EventKind.RestToken)
        {
            // A TOKEN event carries no headers to check.
            return Outcome.Allowed;
        }

        foreach (byte[] header in settings.RequiredHeaders)
        {
            if (RequestFields.FindHeader(request, header, scratch, out _) is FieldPresence.Absent or FieldPresence.Unreadable)
            {
                return Outcome.HeaderMissing;
            }
        }

        return !HasAllowedContentType(request, scratch) ? Outcome.ContentTypeNotAllowed
            : !HasAllowedLength(request, scratch) ? Outcome.RequestTooLarge
            : Outcome.Allowed;
    }

    private bool HasAllowedContentType(in AuthorizerEvent request, Utf8Scratch scratch)
    {
        ReadOnlySpan<byte> method = request.Arn.Method;
        bool hasBody = method.SequenceEqual("POST"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("PATCH"u8);
        if (settings.ContentTypes.Length == 0 || !hasBody)
        {
            return true;
        }

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

    private bool HasAllowedLength(in AuthorizerEvent request, Utf8Scratch scratch)
    {
        if (settings.MaxContentLength is not { } maximum)
        {
            return true;
        }

        FieldPresence presence = RequestFields.FindHeader(request, "content-length"u8, scratch, out ReadOnlySpan<byte> value);
        return presence == FieldPresence.Absent
            || (presence == FieldPresence.Present
                && !value.IsEmpty
                && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                && Utf8Parser.TryParse(value, out long length, out _)
                && length <= maximum);
    }
}
