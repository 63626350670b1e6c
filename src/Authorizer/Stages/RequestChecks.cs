using System;
using System.Buffers.Text;
using System.Text;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>
/// Checks a request independently of its token and route. The event must not contradict itself, and must have the headers, media type and
/// size that the operator requires.
/// </summary>
internal sealed class RequestChecks(AuthorizationOptions options)
{
    /// <summary>Checks a request. Returns the refusal, or <see langword="null"/> to continue.</summary>
    public Refusal? Check<TTrace>(in AuthorizerEvent request, Utf8Scratch scratch, scoped ref TTrace trace)
        where TTrace : struct, IDecisionTrace
    {
        Refusal? refusal = ArnAgreement.Holds(request, out ReadOnlySpan<byte> different) ? null : Refusal.RouteNotPermitted;
        trace.Checked(Tracing.Check.Agreement, refusal, different);
        if (refusal is not null)
        {
            return refusal;
        }

        if (request.Kind == EventKind.RestToken)
        {
            // A TOKEN event contains no headers, so they cannot be checked.
            return null;
        }

        foreach (byte[] header in options.RequiredHeaders)
        {
            refusal = RequestFields.FindHeader(request, header, scratch, out _) is FieldPresence.Absent or FieldPresence.Unreadable
                ? Refusal.HeaderMissing
                : null;
            trace.Checked(Tracing.Check.RequiredHeader, refusal, header);
            if (refusal is not null)
            {
                return refusal;
            }
        }

        if (options.ContentTypes.Length > 0 && HasBody(request.Arn.Method))
        {
            refusal = HasAllowedContentType(request, scratch) ? null : Refusal.ContentTypeNotAllowed;
            trace.Checked(Tracing.Check.ContentType, refusal, default);
        }

        if (refusal is null && options.MaxContentLength is { } maximum)
        {
            refusal = HasAllowedLength(request, scratch, maximum) ? null : Refusal.RequestTooLarge;
            trace.Checked(Tracing.Check.ContentLength, refusal, default);
        }

        return refusal;
    }

    private static bool HasBody(ReadOnlySpan<byte> method) =>
        method.SequenceEqual("POST"u8) || method.SequenceEqual("PUT"u8) || method.SequenceEqual("PATCH"u8);

    private bool HasAllowedContentType(in AuthorizerEvent request, Utf8Scratch scratch)
    {
        if (RequestFields.FindHeader(request, "content-type"u8, scratch, out ReadOnlySpan<byte> value) != FieldPresence.Present)
        {
            return false;
        }

        // The media type ends before its parameters (RFC 9110, section 8.3.1).
        int parameters = value.IndexOf((byte)';');
        ReadOnlySpan<byte> mediaType = (parameters < 0 ? value : value[..parameters]).Trim(" \t"u8);
        foreach (byte[] allowed in options.ContentTypes)
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
