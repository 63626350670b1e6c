using System;
using System.Collections.Generic;
using Authorizer.Json;
using Authorizer.Signatures;
using Authorizer.Tokens;

namespace Authorizer.Keys;

/// <summary>
/// Reads a JWK Set (RFC 7517, section 5). A key that cannot be used for RS256 is skipped and harms no other; a document that
/// is no key set is refused whole.
/// </summary>
internal static class JsonWebKeySetReader
{
    // A pool publishes two keys of six members. A set larger than these has something else in it.
    private const int MaxMembers = 2048;
    private const int MaxKeys = 100;
    private const int MaxDepth = 16;

    /// <summary>Reads a key set that is a whole JSON text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="verifier">Who will verify with the keys.</param>
    /// <param name="known">The issuer's set so far: a key that stays the same stays the same object, and so do tokens verified
    /// with it.</param>
    /// <param name="keys">The usable keys, perhaps none.</param>
    /// <returns>False when the text is no key set.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, SignatureVerifier verifier, JsonWebKeySet? known, out JsonWebKeySet keys)
    {
        var reader = new JsonReader(json, MaxDepth, new MemberNames(MaxMembers));
        _ = reader.Read();
        return TryRead(ref reader, verifier, known, out keys) && reader.Read(JsonToken.End);
    }

    /// <summary>Reads a key set that is a value inside a JSON text.</summary>
    /// <param name="reader">Stands at the value; is left at its end.</param>
    /// <param name="verifier">Who will verify with the keys.</param>
    /// <param name="known">The issuer's set so far, or <see langword="null"/>.</param>
    /// <param name="keys">The usable keys, perhaps none.</param>
    /// <returns>False when the value is no key set.</returns>
    public static bool TryRead(ref JsonReader reader, SignatureVerifier verifier, JsonWebKeySet? known, out JsonWebKeySet keys)
    {
        keys = new JsonWebKeySet([]);
        if (reader.Token != JsonToken.ObjectStart)
        {
            return false;
        }

        bool found = false;
        while (reader.Read(JsonToken.Name))
        {
            if (reader.Text.Is("keys"u8))
            {
                found = true;
                if (!TryReadKeys(ref reader, verifier, known, out keys))
                {
                    return false;
                }
            }
            else
            {
                _ = reader.Read();
                if (!reader.Skip())
                {
                    return false;
                }
            }
        }

        return found && reader.Token == JsonToken.ObjectEnd;
    }

    private static bool TryReadKeys(ref JsonReader reader, SignatureVerifier verifier, JsonWebKeySet? known, out JsonWebKeySet keys)
    {
        keys = new JsonWebKeySet([]);
        if (!reader.Read(JsonToken.ArrayStart))
        {
            return false;
        }

        var read = new List<(byte[] KeyId, RsaSha256Key? Key)>();
        while (reader.Read() == JsonToken.ObjectStart)
        {
            if (read.Count == MaxKeys || !TryReadKey(ref reader, verifier, known, out byte[]? keyId, out RsaSha256Key? key))
            {
                return false;
            }

            if (keyId is not null)
            {
                read.Add((keyId, key));
            }
        }

        keys = Usable(read);
        return reader.Token == JsonToken.ArrayEnd;
    }

    // Which of two keys with one id is meant cannot be known, so neither is used; an unusable twin counts.
    private static JsonWebKeySet Usable(List<(byte[] KeyId, RsaSha256Key? Key)> read)
    {
        var usable = new List<(byte[] KeyId, RsaSha256Key Key)>(read.Count);
        foreach ((byte[] keyId, RsaSha256Key? key) in read)
        {
            int twins = 0;
            foreach ((byte[] other, _) in read)
            {
                twins += keyId.AsSpan().SequenceEqual(other) ? 1 : 0;
            }

            if (key is not null && twins == 1)
            {
                usable.Add((keyId, key));
            }
        }

        return new JsonWebKeySet(usable);
    }

    private static bool TryReadKey(ref JsonReader reader, SignatureVerifier verifier, JsonWebKeySet? known, out byte[]? keyId, out RsaSha256Key? key)
    {
        keyId = null;
        key = null;
        bool usable = true;
        bool isRsa = false;
        byte[]? modulus = null;
        byte[]? exponent = null;
        while (reader.Read(JsonToken.Name))
        {
            JsonText name = reader.Text;
            JsonToken value = reader.Read();
            bool isString = value == JsonToken.String;
            if (name.Is("kid"u8))
            {
                keyId = isString ? Plain(reader.Text) : null;
            }
            else if (name.Is("kty"u8))
            {
                isRsa = isString && reader.Text.Is("RSA"u8);
            }
            else if (name.Is("n"u8))
            {
                modulus = isString ? Decode(reader.Text) : null;
            }
            else if (name.Is("e"u8))
            {
                exponent = isString ? Decode(reader.Text) : null;
            }
            else if (name.Is("use"u8))
            {
                usable &= isString && reader.Text.Is("sig"u8);
            }
            else if (name.Is("alg"u8))
            {
                usable &= isString && reader.Text.Is("RS256"u8);
            }
            else if (name.Is("key_ops"u8))
            {
                usable &= value == JsonToken.ArrayStart && AllowsVerify(ref reader);
                continue;
            }

            if (!reader.Skip())
            {
                return false;
            }
        }

        if (usable && isRsa)
        {
            RsaSha256Key? same = known?.Find(keyId);
            key = same is not null && same.Is(modulus, exponent) ? same : RsaSha256Key.TryCreate(modulus, exponent, verifier);
        }

        return reader.Token == JsonToken.ObjectEnd;
    }

    private static bool AllowsVerify(ref JsonReader reader)
    {
        bool allows = false;
        int depth = reader.Depth;
        while (reader.Read() != JsonToken.Invalid && reader.Depth >= depth)
        {
            allows |= reader.Token == JsonToken.String && reader.Depth == depth && reader.Text.Is("verify"u8);
        }

        return allows;
    }

    private static byte[] Plain(JsonText text)
    {
        byte[] plain = new byte[text.Raw.Length];
        return plain.AsSpan(0, text.Unescape(plain)).ToArray();
    }

    private static byte[]? Decode(JsonText text)
    {
        byte[] decoded = new byte[text.Raw.Length];
        return StrictBase64Url.TryDecode(Plain(text), decoded, out int length) ? decoded.AsSpan(0, length).ToArray() : null;
    }
}
