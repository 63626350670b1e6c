using System;

namespace Authorizer.Signatures;

/// <summary>A public key that verifies signatures. Subclasses implement the algorithms. Not thread-safe.</summary>
internal abstract class VerificationKey : IDisposable
{
    /// <summary>Verifies a signature. A signature of the wrong length is invalid.</summary>
    public abstract bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);

    /// <inheritdoc/>
    public abstract void Dispose();
}
