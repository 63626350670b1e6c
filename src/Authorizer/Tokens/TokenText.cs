using System;
using Authorizer.Signatures;

namespace Authorizer.Tokens;

/// <summary>A token as received, with the digest of exactly these bytes.</summary>
internal readonly ref struct TokenText
{
    private TokenText(ReadOnlySpan<byte> utf8, TokenDigest digest)
    {
        Utf8 = utf8;
        Digest = digest;
    }

    public ReadOnlySpan<byte> Utf8 { get; }

    /// <summary>The digest, or <see langword="default"/> if none was computed.</summary>
    public TokenDigest Digest { get; }

    /// <summary>Creates a token from its text, and computes its digest if it is needed.</summary>
    /// <param name="rs256">Computes the digest. If it is <see langword="null"/>, no digest is computed.</param>
    public static TokenText Of(ReadOnlySpan<byte> utf8, Rs256? rs256) => new(utf8, rs256 is null ? default : TokenDigest.Of(utf8, rs256));
}
