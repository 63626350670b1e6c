using System;
using Authorizer.Signatures;

namespace Authorizer.Tokens;

/// <summary>A token as it was sent, with the digest of exactly these bytes.</summary>
internal readonly ref struct TokenText
{
    private TokenText(ReadOnlySpan<byte> utf8, TokenDigest digest)
    {
        Utf8 = utf8;
        Digest = digest;
    }

    /// <summary>The token.</summary>
    public ReadOnlySpan<byte> Utf8 { get; }

    /// <summary>Its digest; the default if none was asked for.</summary>
    public TokenDigest Digest { get; }

    /// <summary>Takes a token, and computes its digest if it is needed.</summary>
    /// <param name="rs256">Whose SHA-256 is used; <see langword="null"/> computes no digest.</param>
    public static TokenText Of(ReadOnlySpan<byte> utf8, Rs256? rs256) => new(utf8, rs256 is null ? default : TokenDigest.Of(utf8, rs256));
}
