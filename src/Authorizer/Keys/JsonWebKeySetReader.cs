using System;
using System.Collections.Generic;
using Authorizer.Json;
using Authorizer.Signatures;

namespace Authorizer.Keys;

/// <summary>
/// Reads a JWK Set (RFC 7517, section 5). A key that cannot be used for RS256 is skipped, and the other keys stay usable. A document that
/// is not a key set is refused.
/// </summary>
internal static class JsonWebKeySetReader
{
    // A user pool publishes two keys with six members each, so a much larger document is not the key set of a pool.
    private const int MaxMembers = 2048;
    private const int MaxKeys = 100;
    private const int MaxDepth = 16;

    /// <summary>Reads a JSON text that is a key set. False if the text is not a key set.</summary>
    /// <param name="known">
    /// The issuer's previous set, or <see langword="null"/>. An unchanged key stays the same object, so that cached tokens stay valid.
    /// </param>
    /// <param name="keys">The usable keys. May be empty.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, Rs256 rs256, JsonWebKeySet? known, out JsonWebKeySet keys)
    {
        var reader = new JsonReader(json, MaxDepth, new MemberNames(MaxMembers));
        _ = reader.Read();
        return TryRead(ref reader, rs256, known, out keys) && reader.Read(JsonToken.End);
    }

    /// <summary>Reads a key set inside a JSON text. False if the value is not a key set.</summary>
    /// <param name="reader">Positioned at the value. The method moves it to the end of the value.</param>
    /// <param name="known">The issuer's previous set, or <see langword="null"/>.</param>
    /// <param name="keys">The usable keys. May be empty.</param>
    public static bool TryRead(ref JsonReader reader, Rs256 rs256, JsonWebKeySet? known, out JsonWebKeySet keys)
    {
        keys = JsonWebKeySet.Empty;
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
                if (!TryReadKeys(ref reader, rs256, known, out keys))
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

    private static bool TryReadKeys(ref JsonReader reader, Rs256 rs256, JsonWebKeySet? known, out JsonWebKeySet keys)
    {
        keys = JsonWebKeySet.Empty;
        if (!reader.Read(JsonToken.ArrayStart))
        {
            return false;
        }

        var read = new List<PublishedKey>();
        while (reader.Read() == JsonToken.ObjectStart)
        {
            if (read.Count == MaxKeys || !TryReadKey(ref reader, rs256, known, out PublishedKey key))
            {
                return false;
            }

            read.Add(key);
        }

        keys = Partition(read);
        return reader.Token == JsonToken.ArrayEnd;
    }

    // If two keys have the same ID, a token's kid would be ambiguous. Therefore neither is used, even if only one of them is usable.
    private static JsonWebKeySet Partition(List<PublishedKey> read)
    {
        var usable = new List<(byte[] KeyId, VerificationKey Key)>(read.Count);
        var unusable = new List<UnusableKey>();
        foreach (PublishedKey published in read)
        {
            int twins = 0;
            foreach (PublishedKey other in read)
            {
                twins += published.KeyId is not null && published.KeyId.AsSpan().SequenceEqual(other.KeyId) ? 1 : 0;
            }

            if (published is { KeyId: { } keyId, Key: { } key } && twins == 1)
            {
                usable.Add((keyId, key));
            }
            else
            {
                unusable.Add(new UnusableKey(published.KeyId, published.Flaw ?? "another key has the same \"kid\""));
            }
        }

        return new JsonWebKeySet(usable, unusable);
    }

    private static bool TryReadKey(ref JsonReader reader, Rs256 rs256, JsonWebKeySet? known, out PublishedKey published)
    {
        published = default;
        byte[]? keyId = null;
        string? flaw = null;
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
                flaw = isString && reader.Text.Is("sig"u8) ? flaw : "\"use\" is not \"sig\"";
            }
            else if (name.Is("alg"u8))
            {
                flaw = isString && reader.Text.Is("RS256"u8) ? flaw : "\"alg\" is not \"RS256\"";
            }
            else if (name.Is("key_ops"u8))
            {
                flaw = value == JsonToken.ArrayStart && AllowsVerify(ref reader) ? flaw : "\"key_ops\" does not contain \"verify\"";
                continue;
            }

            if (!reader.Skip())
            {
                return false;
            }
        }

        flaw = !isRsa ? "\"kty\" is not \"RSA\""
            : keyId is null or [] ? "\"kid\" is missing, empty, or not a string"
            : flaw is not null ? flaw
            : modulus is null ? "\"n\" is missing, or is not unpadded base64url"
            : exponent is null ? "\"e\" is missing, or is not unpadded base64url"
            : RsaSha256Key.Flaw(modulus, exponent);
        VerificationKey? key = null;
        if (flaw is null)
        {
            key = known?.Find(keyId) is RsaSha256Key same && same.Is(modulus, exponent) ? same : rs256.ImportKey(modulus, exponent);
            flaw = key is null ? "the cryptographic library refuses the key" : null;
        }

        published = new PublishedKey(keyId, key, flaw);
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

    // Exactly one of Key and Flaw is null.
    private readonly record struct PublishedKey(byte[]? KeyId, VerificationKey? Key, string? Flaw);
}
