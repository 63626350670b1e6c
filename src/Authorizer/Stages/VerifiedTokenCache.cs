using System;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Signatures;
using Authorizer.Tokens;

namespace Authorizer.Stages;

/// <summary>
/// A cache of tokens whose signature was verified, because verification is the most expensive part of a decision. The key of the cache is
/// the SHA-256 of the whole token. Everything that depends on time, keys or route is checked again on every call. Not thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// An entry never changes while it is in the cache. It is filled first and then added with one assignment. If filling fails, the entry is
/// discarded. A failed allocation therefore cannot combine the digest of one token with the claims of another token.
/// </para>
/// <para>
/// The evicted entry is reused for the next token. Discarding entries would grow the heap up to the runtime's gen 0 budget, which is tens
/// of megabytes.
/// </para>
/// <para>
/// Only tokens with a valid signature are added, so forged tokens evict nothing. A search compares only the few places of its digest, so
/// many genuine tokens do not slow down a call.
/// </para>
/// </remarks>
/// <param name="capacity">The limit of cached tokens. 0 disables the cache.</param>
internal sealed class VerifiedTokenCache(int capacity)
{
    // The number of places for one token. With four places, entries in use are rarely evicted, and a search reads one cache line.
    private const int Ways = 4;

    private readonly int _ways = Math.Min(Ways, capacity);
    private readonly Entry?[] _entries = new Entry?[capacity - (capacity % Math.Max(1, Math.Min(Ways, capacity)))];
    private readonly Utf8Scratch _scratch = new();
    private Entry? _spare;
    private long _uses;

    /// <summary>Whether the cache is enabled. If not, no digests are needed.</summary>
    public bool IsEnabled => _entries.Length > 0;

    /// <summary>Finds a token, or returns <see langword="null"/>.</summary>
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

    /// <summary>Adds a token. If all its places are used, the least recently used entry is evicted.</summary>
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
            // Places are filled from the first. An old entry of this token, verified by a replaced key, is therefore found before a free
            // place.
            if (places[i] is not { } candidate || candidate.Digest == digest)
            {
                oldest = i;
                break;
            }

            oldest = candidate.LastUse < places[oldest]!.LastUse ? i : oldest;
        }

        // The spare entry is removed first. If filling fails, it is neither added nor used again.
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

        /// <summary>The value of the cache's use counter when this entry was last used.</summary>
        public long LastUse { get; set; }

        public VerifiedToken Token => _token.Token(scratch);

        public ReadOnlySpan<byte> KeyId => _keyId;

        public ReadOnlySpan<byte> IssuerName => _issuerName;

        /// <summary>The key that verified the signature. If the issuer has replaced it, this entry is invalid.</summary>
        public VerificationKey? SigningKey { get; private set; }

        /// <summary>Copies a token into this entry. Must not be called while the entry is in the cache.</summary>
        public void Fill(in VerifiedToken token, ReadOnlySpan<byte> keyId, Issuer issuer, VerificationKey signingKey)
        {
            _token.CopyFrom(token);
            _keyId = keyId.SequenceEqual(_keyId) ? _keyId : keyId.ToArray();
            (_issuerName, SigningKey) = (issuer.Name, signingKey);
        }
    }
}
