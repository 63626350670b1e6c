using System;
using System.Buffers.Binary;
using Authorizer.Lambda.Native;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>Imports a key into both verifiers and asserts that their results are equal.</summary>
internal sealed class BothVerifiers : IDisposable
{
    private readonly RsaSha256Key? _platform;
    private readonly RsaSha256Key? _managed;

    public BothVerifiers(ReadOnlySpan<byte> modulus, uint exponent)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, exponent);
        bytes = bytes.TrimStart((byte)0);
        _platform = new OpenSslRs256().ImportKey(modulus, bytes);
        _managed = new ManagedRs256().ImportKey(modulus, bytes);
        Assert.Equal(_platform is null, _managed is null);
    }

    /// <summary>Whether the modulus and the exponent are a valid key.</summary>
    public bool AreUsable => _managed is not null;

    /// <summary>Returns the result of both verifiers. Without a valid key, every signature is refused.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        bool platform = _platform?.Verify(message, signature) ?? false;
        bool managed = _managed?.Verify(message, signature) ?? false;
        Assert.True(platform == managed, $"platform: {platform}, managed: {managed}, signature {Convert.ToHexString(signature)}");
        return managed;
    }

    public void Dispose()
    {
        _platform?.Dispose();
        _managed?.Dispose();
    }
}
