using System;
using System.Buffers.Binary;
using Authorizer.Claims;
using Authorizer.Keys;
using Authorizer.Signatures.Managed;

namespace Authorizer.Signatures;

/// <summary>
/// Tokens whose signature has been verified, by the SHA-256 of the whole token: the costly part of a decision is done once for
/// each token. What depends on time, keys or route is decided anew on every call. Not thread-safe.
/// </summary>
/// <remarks>
/// Only tokens with a valid signature get in, so a flood of made-up ones evicts nothing; and a flood of genuine ones costs each
/// call no more than a look at the few places its hash allows.
/// </remarks>
/// <param name="capacity">How many tokens are kept at most; 0 keeps none.</param>
/// <param name="verifier">Whose SHA-256 is used.</param>
internal sealed class VerifiedTokenCache(int capacity, SignatureVerifier verifier)
{
    // Places a token may be in. Four make evictions of live entries rare, and are one cache line to look at.
    private const int Ways = 4;

    private readonly int _ways = Math.Min(Ways, capacity);
    private readonly Entry?[] _entries = new Entry?[capacity - (capacity % Math.Max(1, Math.Min(Ways, capacity)))];
    private readonly byte[] _key = new byte[ManagedSha256.HashBytes];
    private long _uses;

    /// <summary>Finds a token.</summary>
    /// <param name="token">The token's text.</param>
    /// <returns>What was verified of it, or <see langword="null"/>.</returns>
    public Entry? Find(ReadOnlySpan<byte> token)
    {
        if (_entries.Length == 0)
        {
            return null;
        }

        verifier.Sha256(token, _key);
        foreach (Entry? entry in Places())
        {
            if (entry is not null && entry.Key.AsSpan().SequenceEqual(_key))
            {
                entry.LastUse = ++_uses;
                return entry;
            }
        }

        return null;
    }

    /// <summary>Keeps the token that <see cref="Find"/> just did not find, in place of the one not used for longest.</summary>
    /// <param name="token">Its claims, verified.</param>
    /// <param name="keyId">Its <c>kid</c>.</param>
    /// <param name="issuer">Its issuer.</param>
    /// <param name="signingKey">The key its signature holds under.</param>
    public void Keep(in VerifiedToken token, ReadOnlySpan<byte> keyId, IssuerKeys issuer, RsaSha256Key signingKey)
    {
        if (_entries.Length == 0)
        {
            return;
        }

        Span<Entry?> places = Places();
        int oldest = 0;
        for (int i = 0; i < places.Length; i++)
        {
            // Places fill from the first, so an entry of this very token, made under a key that is gone, comes before a free one.
            if (places[i] is not { } candidate || candidate.Key.AsSpan().SequenceEqual(_key))
            {
                oldest = i;
                break;
            }

            oldest = candidate.LastUse < places[oldest]!.LastUse ? i : oldest;
        }

        Entry entry = places[oldest] ??= new Entry();
        entry.Fill(_key, token, keyId, issuer, signingKey);
        entry.LastUse = ++_uses;
    }

    private Span<Entry?> Places()
    {
        // A hash is as good as random, so any eight bytes of it spread tokens evenly.
        ulong set = BinaryPrimitives.ReadUInt64LittleEndian(_key) % (ulong)(_entries.Length / _ways);
        return _entries.AsSpan((int)set * _ways, _ways);
    }

    /// <summary>One verified token.</summary>
    internal sealed class Entry
    {
        private readonly ClaimTable _claims = new([]);
        private byte[] _keyId = [];

        /// <summary>The SHA-256 of the token.</summary>
        public byte[] Key { get; } = new byte[ManagedSha256.HashBytes];

        /// <summary>When it was last found, as a count of uses.</summary>
        public long LastUse { get; set; }

        /// <summary>Its claims.</summary>
        public VerifiedToken Token { get; private set; }

        /// <summary>Its <c>kid</c>.</summary>
        public ReadOnlySpan<byte> KeyId => _keyId;

        /// <summary>Its issuer.</summary>
        public IssuerKeys? Issuer { get; private set; }

        /// <summary>The key its signature holds under. Where the issuer has another one now, this entry means nothing.</summary>
        public RsaSha256Key? SigningKey { get; private set; }

        /// <summary>Takes a token.</summary>
        /// <param name="key">The SHA-256 of the token.</param>
        /// <param name="token">Its claims, verified.</param>
        /// <param name="keyId">Its <c>kid</c>.</param>
        /// <param name="issuer">Its issuer.</param>
        /// <param name="signingKey">The key its signature holds under.</param>
        public void Fill(ReadOnlySpan<byte> key, in VerifiedToken token, ReadOnlySpan<byte> keyId, IssuerKeys issuer, RsaSha256Key signingKey)
        {
            key.CopyTo(Key);
            Token = token.CopyTo(_claims);
            _keyId = keyId.SequenceEqual(_keyId) ? _keyId : keyId.ToArray();
            Issuer = issuer;
            SigningKey = signingKey;
        }
    }
}
