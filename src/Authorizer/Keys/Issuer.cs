using System;
using System.Text;
using Authorizer.Signatures;

namespace Authorizer.Keys;

/// <summary>An accepted issuer and its keys. Immutable: when keys change, another takes its place.</summary>
public sealed class Issuer
{
    private readonly JsonWebKeySet? _pinned;
    private readonly JsonWebKeySet? _published;

    /// <summary>An issuer.</summary>
    /// <param name="name">The value <c>iss</c> must have, exactly, as UTF-8.</param>
    /// <param name="pinned">Its pinned keys, or <see langword="null"/>.</param>
    /// <param name="published">The keys it publishes, or <see langword="null"/> if they are not at hand.</param>
    internal Issuer(byte[] name, JsonWebKeySet? pinned, JsonWebKeySet? published) => (Name, _pinned, _published) = (name, pinned, published);

    /// <summary>The value <c>iss</c> must have, exactly, as UTF-8.</summary>
    internal byte[] Name { get; }

    /// <summary>Makes an issuer of its key set.</summary>
    /// <param name="name">The value <c>iss</c> must have, exactly.</param>
    /// <param name="jwks">Its JSON Web Key Set (RFC 7517). Keys that cannot be used for RS256 are left out.</param>
    /// <returns>The issuer.</returns>
    /// <exception cref="FormatException">The text is no key set, or no key in it can be used.</exception>
    public static Issuer FromJwks(string name, ReadOnlySpan<byte> jwks) =>
        JsonWebKeySetReader.TryRead(jwks, new PlatformRs256(), known: null, out JsonWebKeySet keys) && keys.Count > 0
            ? new Issuer(Encoding.UTF8.GetBytes(name), pinned: null, keys)
            : throw new FormatException("The text is not a JSON Web Key Set with a key for RS256.");

    /// <summary>Finds a key.</summary>
    /// <returns>Whether there is one.</returns>
    internal KeyLookup Find(ReadOnlySpan<byte> keyId, out VerificationKey? key)
    {
        key = _pinned?.Find(keyId) ?? _published?.Find(keyId);
        return key is not null ? KeyLookup.Found
            : _pinned is null && _published is null ? KeyLookup.Unavailable
            : KeyLookup.Unknown;
    }
}
