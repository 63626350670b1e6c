using System;
using System.Text;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Telemetry;

/// <summary>HMAC-SHA-256 (RFC 2104) with the SHA-256 of the configured verifier. Not thread-safe.</summary>
internal sealed class HmacSha256
{
    /// <summary>The length of an authentication code, in bytes.</summary>
    public const int Bytes = 32;

    private const int BlockBytes = 64;
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5C;

    private readonly Rs256 _hashes;
    private readonly byte[] _outer = new byte[BlockBytes + Bytes];
    private byte[] _inner = new byte[BlockBytes + 256];

    /// <summary>Prepares a key.</summary>
    /// <param name="key">If the key is longer than a block of 64 bytes, its hash is used instead (RFC 2104, section 3).</param>
    /// <param name="hashes">Computes SHA-256.</param>
    public HmacSha256(string key, Rs256 hashes)
    {
        _hashes = hashes;
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        if (bytes.Length > BlockBytes)
        {
            byte[] hash = new byte[Bytes];
            hashes.Sha256(bytes, hash);
            bytes = hash;
        }

        for (int i = 0; i < BlockBytes; i++)
        {
            byte octet = i < bytes.Length ? bytes[i] : (byte)0;
            (_inner[i], _outer[i]) = ((byte)(octet ^ InnerPad), (byte)(octet ^ OuterPad));
        }
    }

    /// <summary>Computes the authentication code of a message.</summary>
    /// <param name="code">Receives <see cref="Bytes"/> bytes.</param>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> code)
    {
        if (_inner.Length - BlockBytes < message.Length)
        {
            Array.Resize(ref _inner, BlockBytes + message.Length);
        }

        message.CopyTo(_inner.AsSpan(BlockBytes));
        _hashes.Sha256(_inner.AsSpan(0, BlockBytes + message.Length), _outer.AsSpan(BlockBytes));
        _hashes.Sha256(_outer, code);
    }
}
