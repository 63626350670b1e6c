using System;
using Authorizer.Signatures;

namespace Authorizer.ManagedRsa;

/// <summary>Verifies signatures in managed code. All inputs are public, so it is harmless if the run time depends on them.</summary>
internal sealed class ManagedRsaSha256Key : RsaSha256Key
{
    private readonly MontgomeryModulus _modulus;
    private readonly uint _exponent;
    private readonly byte[] _expected;
    private readonly byte[] _recovered;

    /// <summary>Creates a key from numbers that <see cref="Rs256.ImportKey"/> has checked.</summary>
    public ManagedRsaSha256Key(byte[] modulus, byte[] exponent)
        : base(modulus, exponent)
    {
        _modulus = new MontgomeryModulus(modulus);
        foreach (byte digit in exponent)
        {
            _exponent = (_exponent << 8) | digit;
        }

        _expected = new byte[modulus.Length];
        _recovered = new byte[modulus.Length];
        Encode(_expected);
    }

    // DigestInfo of SHA-256, without the hash at its end (RFC 8017, section 9.2, note 1).
    private static ReadOnlySpan<byte> DigestInfo =>
        [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

    /// <inheritdoc/>
    public override void Dispose()
    {
        // There is nothing to release, because the key uses only managed memory.
    }

    /// <inheritdoc/>
    private protected override bool Holds(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        // The recovered message is compared with the complete expected message. It is not parsed, because a lenient parser could accept a
        // forgery.
        ManagedSha256.Hash(signingInput, _expected.AsSpan(^ManagedSha256.HashBytes..));
        return _modulus.TryRaise(signature, _exponent, _recovered) && _recovered.AsSpan().SequenceEqual(_expected);
    }

    // EMSA-PKCS1-v1_5 (RFC 8017, section 9.2) without the hash: 00 01 FF … FF 00 DigestInfo.
    private static void Encode(Span<byte> message)
    {
        int hash = message.Length - ManagedSha256.HashBytes;
        message.Fill(0xFF);
        message[0] = 0;
        message[1] = 1;
        DigestInfo.CopyTo(message[(hash - DigestInfo.Length)..]);
        message[hash - DigestInfo.Length - 1] = 0;
    }
}
