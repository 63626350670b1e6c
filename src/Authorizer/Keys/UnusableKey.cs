using System;

namespace Authorizer.Keys;

/// <summary>A published key that verifies nothing here.</summary>
/// <param name="keyId">Its <c>kid</c>, unescaped; <see langword="null"/> if it has none.</param>
internal sealed class UnusableKey(byte[]? keyId, string reason)
{
    /// <summary>Its <c>kid</c>, as the issuer wrote it; empty if it has none.</summary>
    public ReadOnlySpan<byte> KeyId => keyId;

    /// <summary>Why it is not used.</summary>
    public string Reason => reason;

    /// <summary>Whether another key is unusable for the same reason under the same id.</summary>
    public bool IsSameAs(UnusableKey other) => KeyId.SequenceEqual(other.KeyId) && Reason == other.Reason;
}
