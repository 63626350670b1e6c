using System;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Tokens;

namespace Authorizer.Signatures;

/// <summary>
/// The claims of a token whose signature holds. There is no other way to claims than through this type, and no other way to
/// it than <see cref="TryVerify"/>. The default has no claims at all.
/// </summary>
internal readonly struct VerifiedToken
{
    private readonly ClaimTable? _claims;

    private VerifiedToken(ClaimTable claims) => _claims = claims;

    /// <summary>Verifies a token's signature.</summary>
    /// <param name="token">The token.</param>
    /// <param name="key">The key its issuer publishes under its <c>kid</c>.</param>
    /// <param name="verified">The claims; valid as long as the token's workspace is not used again.</param>
    /// <returns>Whether the signature holds.</returns>
    public static bool TryVerify(in UnverifiedToken token, RsaSha256Key key, out VerifiedToken verified)
    {
        bool holds = key.Verify(token.SigningInput, token.Signature);
        verified = holds ? new VerifiedToken(token.UnverifiedClaims) : default;
        return holds;
    }

    /// <summary>Copies the claims to where they outlive the token's workspace.</summary>
    /// <param name="target">Takes the claims.</param>
    /// <returns>The same token with the copied claims.</returns>
    public VerifiedToken CopyTo(ClaimTable target)
    {
        if (_claims is null)
        {
            return default;
        }

        target.CopyFrom(_claims);
        return new VerifiedToken(target);
    }

    /// <summary>What kind of value a claim has.</summary>
    /// <param name="slot">The claim's number in <see cref="ClaimNames"/>.</param>
    /// <returns><see cref="JsonToken.Invalid"/> when it is absent.</returns>
    public JsonToken Kind(int slot) => _claims?.Kind(slot) ?? JsonToken.Invalid;

    /// <summary>A claim's JSON text; of a string the string itself.</summary>
    /// <param name="slot">The claim's number.</param>
    /// <returns>The bytes; empty when it is absent.</returns>
    public ReadOnlySpan<byte> Json(int slot) => _claims is null ? default : _claims.Json(slot);

    /// <summary>A claim that is a string.</summary>
    /// <param name="slot">The claim's number.</param>
    /// <param name="value">The string.</param>
    /// <returns>False when the claim is absent or no string.</returns>
    public bool TryGetString(int slot, out ReadOnlySpan<byte> value)
    {
        value = default;
        return _claims is not null && _claims.TryGetString(slot, out value);
    }

    /// <summary>A claim that is a string, or nothing.</summary>
    /// <param name="slot">The claim's number.</param>
    /// <returns>The string; empty when the claim is absent or no string.</returns>
    public ReadOnlySpan<byte> Text(int slot) => TryGetString(slot, out ReadOnlySpan<byte> value) ? value : default;

    /// <summary>Walks through the strings of an array claim.</summary>
    /// <param name="slot">The claim's number.</param>
    /// <returns>An enumerator over the strings; nothing where the claim is no array.</returns>
    public ClaimTable.StringEnumerator Strings(int slot) => _claims is null ? default : _claims.Strings(slot);
}
