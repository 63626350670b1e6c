using System;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Tokens;

namespace Authorizer.Signatures;

/// <summary>
/// The claims of a token whose signature is valid. Only <see cref="TryVerify"/> makes one, and it cannot outlive the buffers it was
/// read from unless <see cref="CopyTo"/> copies it. The default has no claims.
/// </summary>
internal readonly ref struct VerifiedToken
{
    private readonly ClaimSet _claims;

    private VerifiedToken(ClaimSet claims) => _claims = claims;

    /// <summary>Verifies a token's signature.</summary>
    /// <param name="token">The token.</param>
    /// <param name="key">The key its issuer publishes under its <c>kid</c>.</param>
    /// <param name="verified">The claims; valid as long as the token's workspace is not used again.</param>
    /// <returns>Whether the signature is valid.</returns>
    public static bool TryVerify(scoped in UnverifiedToken token, RsaSha256Key key, out VerifiedToken verified)
    {
        bool valid = key.Verify(token.SigningInput, token.Signature);
        verified = valid ? new VerifiedToken(token.UnverifiedClaims) : default;
        return valid;
    }

    /// <summary>Copies the claims to where they outlive the token's workspace.</summary>
    /// <param name="target">Takes them. If there is no memory for it, the target must not be used again.</param>
    public void CopyTo(Kept target) => target.Set(_claims);

    /// <inheritdoc cref="ClaimSet.Kind"/>
    public JsonToken Kind(int slot) => _claims.Kind(slot);

    /// <inheritdoc cref="ClaimSet.Json"/>
    public ReadOnlySpan<byte> Json(int slot) => _claims.Json(slot);

    /// <inheritdoc cref="ClaimSet.TryGetString"/>
    public bool TryGetString(int slot, out ReadOnlySpan<byte> value) => _claims.TryGetString(slot, out value);

    /// <summary>Gets a claim that is a string.</summary>
    /// <param name="slot">The claim's number in <see cref="ClaimNames"/>.</param>
    /// <returns>The string, unescaped; empty if the claim is absent or not a string.</returns>
    public ReadOnlySpan<byte> Text(int slot) => _claims.TryGetString(slot, out ReadOnlySpan<byte> value) ? value : default;

    /// <inheritdoc cref="ClaimSet.Strings"/>
    public ClaimStrings Strings(int slot) => _claims.Strings(slot);

    /// <summary>A verified token that outlives its workspace.</summary>
    internal sealed class Kept
    {
        private byte[] _payload = [];
        private ClaimLocation[] _locations = [];
        private int _payloadLength;
        private int _count;

        /// <summary>The token.</summary>
        /// <param name="scratch">Room for one unescaped string at a time.</param>
        /// <returns>The token, valid until the next <see cref="CopyTo"/>.</returns>
        public VerifiedToken Token(Utf8Scratch scratch) =>
            new(new ClaimSet(_payload.AsSpan(0, _payloadLength), _locations.AsSpan(0, _count), scratch));

        /// <summary>Copies the claims of a verified token; only <see cref="VerifiedToken"/> calls this.</summary>
        /// <param name="claims">Its claims.</param>
        internal void Set(ClaimSet claims)
        {
            _payload = Room(_payload, claims.Payload.Length);
            _locations = Room(_locations, claims.Locations.Length);
            (_payloadLength, _count) = (claims.Payload.Length, claims.Locations.Length);
            claims.Payload.CopyTo(_payload);
            claims.Locations.CopyTo(_locations);
        }

        private static T[] Room<T>(T[] array, int length) => array.Length < length ? new T[length] : array;
    }
}
