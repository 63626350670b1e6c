using System;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Signatures;
using Authorizer.Tokens;

namespace Authorizer.Stages;

/// <summary>
/// Tokens whose signature was verified, by the SHA-256 of the whole token: the costly part of a decision is done once for each token.
/// What depends on time, keys or route is decided anew on every call. Not thread-safe.
/// </summary>
/// <remarks>
/// An entry does not change while it is published: it is filled completely and then published by one reference, and one that could not be
/// filled is dropped, so a failed allocation cannot join one token's digest with another token's claims. The entry that made room is filled
/// next, because garbage of its size would make the heap grow by the runtime's whole gen 0 budget, which is tens of megabytes.
/// Only tokens with a valid signature get in, so a flood of forged ones evicts nothing, and a flood of genuine ones costs each call no
/// more than a look at the few places its digest allows.
/// </remarks>
/// <param name="capacity">How many tokens are kept at most; 0 keeps none.</param>
internal sealed class VerifiedTokenCache(int capacity)
{
    // Places a token may be in. Four make evictions of live entries rare, and are one cache line to look at.
    private const int Ways = 4;

    private readonly int _ways = Math.Min(Ways, capacity);
    private readonly Entry?[] _entries = new Entry?[capacity - (capacity % Math.Max(1, Math.Min(Ways, capacity)))];
    private readonly Utf8Scratch _scratch = new();
    private Entry? _spare;
    private long _uses;

    /// <summary>Whether any token is kept. If none is, no digest is needed.</summary>
    public bool IsEnabled => _entries.Length > 0;

    /// <summary>Finds a token.</summary>
    /// <returns>What was verified of it, or <see langword="null"/>.</returns>
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

    /// <summary>Keeps a token, in place of the one not used for longest.</summary>
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
            // Places fill from the first, so an entry of this very token, made under a key that is gone, comes before a free one.
            if (places[i] is not { } candidate || candidate.Digest == digest)
            {
                oldest = i;
                break;
            }

            oldest = candidate.LastUse < places[oldest]!.LastUse ? i : oldest;
        }

        // Taken away first: if it cannot be filled it is gone, neither published nor filled again.
        Entry entry = _spare ?? new Entry(_scratch);
        _spare = null;
        entry.Fill(token, keyId, issuer, signingKey);
        entry.LastUse = ++_uses;
        (places[oldest], _spare) = (entry, places[oldest]);
    }

    private Span<Entry?> Places(in TokenDigest digest) =>
        IsEnabled ? _entries.AsSpan((int)(digest.Spread % (ulong)(_entries.Length / _ways)) * _ways, _ways) : default;

    /// <summary>One verified token.</summary>
    /// <param name="scratch">Room for one unescaped string at a time.</param>
    internal sealed class Entry(Utf8Scratch scratch)
    {
        private readonly VerifiedToken.Kept _token = new();
        private byte[] _keyId = [];
        private byte[] _issuerName = [];

        /// <summary>The token's digest.</summary>
        public TokenDigest Digest => _token.Digest;

        /// <summary>When it was last found, as a count of uses.</summary>
        public long LastUse { get; set; }

        /// <summary>Its claims.</summary>
        public VerifiedToken Token => _token.Token(scratch);

        /// <summary>Its <c>kid</c>.</summary>
        public ReadOnlySpan<byte> KeyId => _keyId;

        /// <summary>The name of its issuer.</summary>
        public ReadOnlySpan<byte> IssuerName => _issuerName;

        /// <summary>The key that verified its signature. If the issuer has another one now, this entry means nothing.</summary>
        public VerificationKey? SigningKey { get; private set; }

        /// <summary>Takes a token. Not while it is published.</summary>
        public void Fill(in VerifiedToken token, ReadOnlySpan<byte> keyId, Issuer issuer, VerificationKey signingKey)
        {
            _token.CopyFrom(token);
            _keyId = keyId.SequenceEqual(_keyId) ? _keyId : keyId.ToArray();
            (_issuerName, SigningKey) = (issuer.Name, signingKey);
        }
    }
}
