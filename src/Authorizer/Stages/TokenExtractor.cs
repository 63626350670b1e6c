using System;
using System.Text;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Refusals;

namespace Authorizer.Stages;

/// <summary>Finds the token in a request, without parsing it.</summary>
internal static class TokenExtractor
{
    /// <summary>
    /// Takes the token from the first configured source that is present. Returns the refusal, or <see langword="null"/> if a token was
    /// found.
    /// </summary>
    /// <param name="sources">The configured sources, in the order of the search.</param>
    /// <param name="present">The source that was present, or <see langword="null"/> if none was present.</param>
    public static Refusal? Extract(
        scoped in AuthorizerEvent request, ReadOnlySpan<TokenSource> sources, Utf8Scratch scratch, out TokenSource? present, out ReadOnlySpan<byte> token)
    {
        present = null;
        if (request.Kind == EventKind.RestToken)
        {
            // A TOKEN authorizer has one identity source, which is a header. The event does not contain the header's name, so the first
            // configured header is assumed.
            present = FirstHeader(sources);
            return Unwrap(request.AuthorizationToken.Trim(" \t"u8), present.BearerRequired, out token);
        }

        foreach (TokenSource source in sources)
        {
            FieldPresence presence = source.Location switch
            {
                TokenLocation.Header => RequestFields.FindHeader(request, source.Name, scratch, out token),
                TokenLocation.Cookie => RequestFields.FindCookie(request, source.Name, scratch, out token),
                TokenLocation.Subprotocol => RequestFields.FindSubprotocol(request, source.Name, scratch, out token),
                _ => RequestFields.FindQuery(request, source.Name, scratch, out token),
            };
            present = source;
            if (presence is FieldPresence.Conflicting or FieldPresence.Unreadable)
            {
                return Refusal.TokenMalformed;
            }

            if (presence == FieldPresence.Present)
            {
                return Unwrap(token, source.BearerRequired, out token);
            }
        }

        present = null;
        token = default;
        return Refusal.TokenMissing;
    }

    private static TokenSource FirstHeader(ReadOnlySpan<TokenSource> sources)
    {
        foreach (TokenSource source in sources)
        {
            if (source.Location == TokenLocation.Header)
            {
                return source;
            }
        }

        return sources[0];
    }

    // Removes the scheme (RFC 6750, section 2.1), which is case-insensitive (RFC 9110, section 11.1).
    private static Refusal? Unwrap(ReadOnlySpan<byte> value, bool bearerRequired, out ReadOnlySpan<byte> token)
    {
        token = default;
        if (value.IsEmpty)
        {
            return Refusal.TokenMissing;
        }

        ReadOnlySpan<byte> scheme = "Bearer"u8;
        bool hasScheme = value.Length >= scheme.Length
            && Ascii.EqualsIgnoreCase(value[..scheme.Length], scheme)
            && (value.Length == scheme.Length || value[scheme.Length] == ' ');
        if (!hasScheme)
        {
            token = bearerRequired ? default : value;
            return bearerRequired ? Refusal.TokenMalformed : null;
        }

        token = value[scheme.Length..].TrimStart((byte)' ');
        return token.IsEmpty ? Refusal.TokenMissing : null;
    }
}
