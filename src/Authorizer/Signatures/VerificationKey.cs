using System;

namespace Authorizer.Signatures;

/// <summary>A public key that verifies signatures, whatever its algorithm is. Not thread-safe.</summary>
internal abstract class VerificationKey : IDisposable
{
    /// <summary>Verifies a signature.</summary>
    /// <param name="signature">The signature; one of a wrong length is not valid.</param>
    public abstract bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);

    /// <inheritdoc/>
    public abstract void Dispose();
}
