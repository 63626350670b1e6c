using System;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Signatures;
using Authorizer.Tokens;

namespace Authorizer.Stages;

/// <summary>
/// A cache of tokens whose signature was verified, by the SHA-256 of the whole token, because verification is the costly part of a
/// decision. Everything that depends on time, keys or route is checked again on every call. Not thread-safe.
/// </summary>
/// <remarks>
/// A published entry never changes. It is filled, then published by one reference, and dropped if filling fails. So a failed allocation
/// cannot combine one token's digest with another token's claims. The evicted entry is filled next, because discarding it would grow the
/// heap by the runtime's whole gen 0 budget, tens of megabytes. Only tokens with a valid signature are added, so forged tokens evict
/// nothing. Many genuine tokens do not slow a call, which compares only the few places of its digest.
/// </remarks>
/// <param name="capacity">The limit of tokens; 0 disables the cache.</param>
internal sealed class VerifiedTokenCache(int capacity)
{
    // The number of places of one token. With four, live entries are rarely evicted, and the search reads one cache line.
    private const int Ways = 4;

    private readonly int _ways = Math.Min(Ways, capacity);
    private readonly Entry?[] _entries = new Entry?[capacity - (capacity % Math.Max(1, Math.Min(Ways, capacity)))];
    private readonly Utf8Scratch _scratch = new();
    private Entry? _spare;
    private long _uses;

    /// <summary>Whether the cache is enabled. If not, no digest is needed.</summary>
    public bool IsEnabled => _entries.Length > 0;

    /// <summary>Finds a token, or <see langword="null"/>.</summary>
    public Entry? Find(in TokenDigest digest)
    {
        foreach (Entry? entry in Places(digest))
        {
            if (entry is not null && entry.Digest == digest)
            {
                entry.LastUse = ++_uses;
                return entry;
            }
        }

        return null;
    }

    /// <summary>Adds a token, and evicts the least recently used one of its places.</summary>
    public void Keep(in VerifiedToken token, ReadOnlySpan<byte> keyId, Issuer issuer, VerificationKey signingKey)
    {
        TokenDigest digest = token.Digest;
        Span<Entry?> places = Places(digest);
        if (places.IsEmpty)
        {
            return;
        }

        int oldest = 0;
        for (int i = 0; i < places.Length; i++)
        {
            // Places fill from the first. So an old entry of this token, verified by a key that was replaced, is found before a free place.
            if (places[i] is not { } candidate || candidate.Digest == digest)
            {
                oldest = i;
                break;
            }

            oldest = candidate.LastUse < places[oldest]!.LastUse ? i : oldest;
        }

        // The spare is removed first. If filling fails, it is neither published nor used again.
        Entry entry = _spare ?? new Entry(_scratch);
        _spare = null;
        entry.Fill(token, keyId, issuer, signingKey);
        entry.LastUse = ++_uses;
        (places[oldest], _spare) = (entry, places[oldest]);
    }

    private Span<Entry?> Places(in TokenDigest digest) =>
        IsEnabled ? _entries.AsSpan((int)(digest.Spread % (ulong)(_entries.Length / _ways)) * _ways, _ways) : default;

    /// <summary>One verified token.</summary>
    internal sealed class Entry(Utf8Scratch scratch)
    {
        private readonly VerifiedToken.Kept _token = new();
        private byte[] _keyId = [];
        private byte[] _issuerName = [];

        public TokenDigest Digest => _token.Digest;

        /// <summary>The count of uses when it was last found.</summary>
        public long LastUse { get; set; }

        public VerifiedToken Token => _token.Token(scratch);

        public ReadOnlySpan<byte> KeyId => _keyId;

        public ReadOnlySpan<byte> IssuerName => _issuerName;

        /// <summary>The key that verified the signature. If the issuer has replaced it, this entry is invalid.</summary>
        public VerificationKey? SigningKey { get; private set; }

        /// <summary>Copies a token. Must not be called while the entry is published.</summary>
        public void Fill(in VerifiedToken token, ReadOnlySpan<byte> keyId, Issuer issuer, VerificationKey signingKey)
        {
            _token.CopyFrom(token);
            _keyId = keyId.SequenceEqual(_keyId) ? _keyId : keyId.ToArray();
            (_issuerName, SigningKey) = (issuer.Name, signingKey);
        }
    }
}
