using System;

namespace Authorizer.Keys;

/// <summary>A published key that cannot be used to verify signatures.</summary>
/// <param name="keyId">The unescaped <c>kid</c>, or <see langword="null"/> if it is missing.</param>
internal sealed class UnusableKey(byte[]? keyId, string reason)
{
    /// <summary>The <c>kid</c> in the issuer's spelling. Empty if it is missing.</summary>
    public ReadOnlySpan<byte> KeyId => keyId;

    public string Reason => reason;

    /// <summary>Whether another key has the same ID and is unusable for the same reason.</summary>
    public bool IsSameAs(UnusableKey other) => KeyId.SequenceEqual(other.KeyId) && Reason == other.Reason;
}
