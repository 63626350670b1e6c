using System;
using Authorizer.Json;
using Authorizer.Refusals;

namespace Authorizer.Tokens;

/// <summary>
/// Reads the JOSE header (RFC 7515, section 4). It is read before the signature holds, so it decides nothing but whether to
/// go on and which of the issuer's keys to try. <c>jku</c>, <c>jwk</c>, <c>x5u</c> and <c>x5c</c> are never looked at.
/// </summary>
internal static class JoseHeader
{
    /// <summary>How many members a header may have. Cognito's has two; the RFC registers eleven.</summary>
    public const int MaxMembers = 32;

    /// <summary>The longest <c>kid</c> accepted, in bytes after unescaping. Cognito's have 44.</summary>
    public const int MaxKeyIdBytes = 256;

    // Only crit, jwk and x5c have structure, and theirs is two or three deep.
    private const int MaxDepth = 8;

    /// <summary>Reads a header.</summary>
    /// <param name="json">The decoded header. Its <c>kid</c> is unescaped in place.</param>
    /// <param name="unverifiedKeyId">The <c>kid</c>, or empty.</param>
    /// <returns>The refusal, or <see langword="null"/> to go on.</returns>
    public static Refusal? Read(Span<byte> json, MemberNames names, out ReadOnlySpan<byte> unverifiedKeyId)
    {
        unverifiedKeyId = default;
        var reader = new JsonReader(json, MaxDepth, names);
        bool algorithmAllowed = false;
        bool critical = false;
        if (!reader.Read(JsonToken.ObjectStart))
        {
            return Refusal.TokenMalformed;
        }

        while (reader.Read(JsonToken.Name))
        {
            // The name lives in the name table until the next name, whatever the value is.
            ReadOnlySpan<byte> name = names.Current;
            JsonToken value = reader.Read();
            if (name.SequenceEqual("alg"u8))
            {
                algorithmAllowed = value == JsonToken.String && reader.Text.Is("RS256"u8);
            }
            else if (name.SequenceEqual("kid"u8))
            {
                if (value != JsonToken.String)
                {
                    return Refusal.TokenMalformed;
                }

                int start = reader.TokenStart;
                unverifiedKeyId = json.Slice(start, reader.Text.Unescape(json[start..]));
                if (unverifiedKeyId.Length > MaxKeyIdBytes)
                {
                    unverifiedKeyId = default;
                    return Refusal.TokenMalformed;
                }

            }
            else if (name.SequenceEqual("b64"u8))
            {
                // RFC 7797: false would leave the payload unencoded. True is the default and says nothing.
                critical |= value != JsonToken.True;
            }
            else
            {
                critical |= name.SequenceEqual("crit"u8) || name.SequenceEqual("zip"u8);
            }

            if (!reader.Skip())
            {
                return Refusal.TokenMalformed;
            }
        }

        if (reader.Token != JsonToken.ObjectEnd || !reader.Read(JsonToken.End))
        {
            return Refusal.TokenMalformed;
        }

        return !algorithmAllowed ? Refusal.AlgorithmNotAllowed : critical ? Refusal.CriticalHeaderUnsupported : null;
    }
}
