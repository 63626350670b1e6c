using System;
using System.Text;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Refusals;

namespace Authorizer.Stages;

/// <summary>Finds the token in a request. Parsing it is somebody else's work.</summary>
internal static class TokenExtractor
{
    /// <summary>Takes the token from the first configured source that is present.</summary>
    /// <param name="sources">The sources, in order.</param>
    /// <param name="scratch">Room for unescaped strings.</param>
    /// <param name="present">The source that was present, or <see langword="null"/>.</param>
    /// <param name="token">The token, or empty.</param>
    /// <returns>The refusal, or <see langword="null"/> if there is a token to look at.</returns>
    public static Refusal? Extract(
        scoped in AuthorizerEvent request, ReadOnlySpan<TokenSource> sources, Utf8Scratch scratch, out TokenSource? present, out ReadOnlySpan<byte> token)
    {
        present = null;
        if (request.Kind == EventKind.RestToken)
        {
            // API Gateway took the value from the one identity source it was configured with: our first.
            present = sources[0];
            return Unwrap(request.AuthorizationToken.Trim(" \t"u8), sources[0].BearerRequired, out token);
        }

        foreach (TokenSource source in sources)
        {
            FieldPresence presence = source.Location switch
            {
                TokenLocation.Header => RequestFields.FindHeader(request, source.Name, scratch, out token),
                TokenLocation.Cookie => RequestFields.FindCookie(request, source.Name, scratch, out token),
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

    // Takes the scheme off (RFC 6750, section 2.1; RFC 9110, section 11.1: its case does not matter).
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
