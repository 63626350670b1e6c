using System;
using System.Collections.Generic;
using Authorizer.Signatures;

namespace Authorizer.Keys;

/// <summary>An issuer's usable keys by key ID. Immutable: a newer set replaces the whole object.</summary>
internal sealed class JsonWebKeySet
{
    private readonly (byte[] KeyId, VerificationKey Key)[] _keys;

    /// <summary>Creates a set.</summary>
    /// <param name="keys">Usable keys with distinct IDs.</param>
    public JsonWebKeySet(IReadOnlyCollection<(byte[] KeyId, VerificationKey Key)> keys, IReadOnlyList<UnusableKey> unusable)
    {
        _keys = [.. keys];
        Unusable = unusable;
    }

    public static JsonWebKeySet Empty { get; } = new([], []);

    /// <summary>The published keys that are unusable, in their order.</summary>
    public IReadOnlyList<UnusableKey> Unusable { get; }

    /// <summary>The number of usable keys.</summary>
    public int Count => _keys.Length;

    /// <summary>Finds a key, or returns <see langword="null"/>. Cognito publishes two keys, so a linear search is the fastest.</summary>
    public VerificationKey? Find(ReadOnlySpan<byte> keyId)
    {
        foreach ((byte[] candidate, VerificationKey key) in _keys)
        {
            if (keyId.SequenceEqual(candidate))
            {
                return key;
            }
        }

        return null;
    }
}
