using System;
using Authorizer.Json;
using Authorizer.Refusals;

namespace Authorizer.Tokens;

/// <summary>
/// Reads the JOSE header (RFC 7515, section 4). The signature is not verified yet, so the header determines only whether to continue, and
/// which of the issuer's keys to use. <c>jku</c>, <c>jwk</c>, <c>x5u</c> and <c>x5c</c> are ignored.
/// </summary>
internal static class JoseHeader
{
    /// <summary>The limit of members in a header. Cognito's headers have two members. RFC 7515 registers eleven.</summary>
    public const int MaxMembers = 32;

    /// <summary>The limit of a <c>kid</c>, in bytes after unescaping. Cognito's key IDs are 44 bytes long.</summary>
    public const int MaxKeyIdBytes = 256;

    // Only crit, jwk and x5c are arrays or objects, with two or three levels.
    private const int MaxDepth = 8;

    /// <summary>Reads a header. Returns the refusal, or <see langword="null"/> to continue.</summary>
    /// <param name="json">The decoded header. Its <c>kid</c> is unescaped in place.</param>
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
            // The name stays valid until the reader reads the next name.
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
                // If b64 is false, the payload is not encoded (RFC 7797). True is the default and therefore allowed.
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
