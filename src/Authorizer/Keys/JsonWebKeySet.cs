using System;
using System.Collections.Generic;
using Authorizer.Signatures;

namespace Authorizer.Keys;

/// <summary>An issuer's usable keys by key id. Immutable: a newer set replaces the whole.</summary>
internal sealed class JsonWebKeySet
{
    private readonly (byte[] KeyId, VerificationKey Key)[] _keys;

    /// <summary>Makes a set.</summary>
    /// <param name="keys">Usable keys with distinct ids.</param>
    public JsonWebKeySet(IReadOnlyCollection<(byte[] KeyId, VerificationKey Key)> keys, IReadOnlyList<UnusableKey> unusable)
    {
        _keys = [.. keys];
        Unusable = unusable;
    }

    /// <summary>A set without keys.</summary>
    public static JsonWebKeySet Empty { get; } = new([], []);

    /// <summary>The keys that were published but cannot be used, in their order.</summary>
    public IReadOnlyList<UnusableKey> Unusable { get; }

    /// <summary>How many usable keys there are.</summary>
    public int Count => _keys.Length;

    /// <summary>Finds a key. Cognito publishes two, so a walk is the fastest search there is.</summary>
    /// <returns>The key, or <see langword="null"/>.</returns>
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
