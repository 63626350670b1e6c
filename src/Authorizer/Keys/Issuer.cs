using System;
using System.Text;
using Authorizer.Signatures;

namespace Authorizer.Keys;

/// <summary>An accepted issuer and its keys. Immutable: when keys change, a new object replaces it.</summary>
public sealed class Issuer
{
    private readonly JsonWebKeySet? _pinned;
    private readonly JsonWebKeySet? _published;

    /// <summary>Creates an issuer.</summary>
    /// <param name="name">The exact value of <c>iss</c>, as UTF-8.</param>
    /// <param name="published">The keys that the issuer publishes, or <see langword="null"/> if they are unavailable.</param>
    internal Issuer(byte[] name, JsonWebKeySet? pinned, JsonWebKeySet? published) => (Name, _pinned, _published) = (name, pinned, published);

    /// <summary>The exact value of <c>iss</c>, as UTF-8.</summary>
    internal byte[] Name { get; }

    /// <summary>Creates an issuer from its key set.</summary>
    /// <param name="name">The exact value of <c>iss</c>.</param>
    /// <param name="jwks">A JSON Web Key Set (RFC 7517). Keys that cannot be used for RS256 are ignored.</param>
    /// <exception cref="FormatException">The text is not a key set, or none of its keys is usable.</exception>
    public static Issuer FromJwks(string name, ReadOnlySpan<byte> jwks) =>
        JsonWebKeySetReader.TryRead(jwks, new PlatformRs256(), known: null, out JsonWebKeySet keys) && keys.Count > 0
            ? new Issuer(Encoding.UTF8.GetBytes(name), pinned: null, keys)
            : throw new FormatException("The text is not a JSON Web Key Set with a key for RS256.");

    internal KeyLookup Find(ReadOnlySpan<byte> keyId, out VerificationKey? key)
    {
        key = _pinned?.Find(keyId) ?? _published?.Find(keyId);
        return key is not null ? KeyLookup.Found
            : _pinned is null && _published is null ? KeyLookup.Unavailable
            : KeyLookup.Unknown;
    }
}
