using System;
using System.Buffers.Binary;
using Authorizer.Signatures;

namespace Authorizer.Tokens;

/// <summary>The SHA-256 of a whole token, as an immutable value. The default value is not the digest of any token.</summary>
internal readonly record struct TokenDigest
{
    private const int HashBytes = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private TokenDigest(ReadOnlySpan<byte> hash)
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _low = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
    }

    /// <summary>Eight bytes of the digest. They distribute tokens evenly over a table.</summary>
    public ulong Spread => (ulong)_low;

    /// <summary>Computes a token's digest.</summary>
    public static TokenDigest Of(ReadOnlySpan<byte> token, Rs256 rs256)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        rs256.Sha256(token, hash);
        return new TokenDigest(hash);
    }
}
