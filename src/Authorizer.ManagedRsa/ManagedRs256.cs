using System;
using Authorizer.Signatures;

namespace Authorizer.ManagedRsa;

/// <summary>RS256 in managed code. It can only verify, and does not load OpenSSL.</summary>
internal sealed class ManagedRs256 : Rs256
{
    /// <inheritdoc/>
    public override void Sha256(ReadOnlySpan<byte> data, Span<byte> hash) => ManagedSha256.Hash(data, hash);

    /// <inheritdoc/>
    private protected override RsaSha256Key Import(byte[] modulus, byte[] exponent) => new ManagedRsaSha256Key(modulus, exponent);
}
