using System;
using Authorizer.Claims;
using Authorizer.Json;

namespace Authorizer.Tokens;

/// <summary>
/// The claims of a token whose signature is valid. Only <see cref="Reader.Candidate.TryVerify"/> creates one, because the constructor and
/// the claims of unverified tokens are private to this type. It is valid only while the buffers from which it was read are valid.
/// <see cref="Kept.CopyFrom"/> makes a copy that stays valid. The default value has no claims.
/// </summary>
internal readonly ref partial struct VerifiedToken
{
    private readonly ClaimSet _claims;

    private VerifiedToken(TokenDigest digest, ClaimSet claims)
    {
        Digest = digest;
        _claims = claims;
    }

    /// <summary>The digest of the token from which these claims were read, or <see langword="default"/> if none was computed.</summary>
    public TokenDigest Digest { get; }

    /// <inheritdoc cref="ClaimSet.Kind"/>
    public JsonToken Kind(ClaimSlot slot) => _claims.Kind(slot);

    /// <inheritdoc cref="ClaimSet.Json"/>
    public ReadOnlySpan<byte> Json(ClaimSlot slot) => _claims.Json(slot);

    /// <inheritdoc cref="ClaimSet.TryGetString"/>
    public bool TryGetString(ClaimSlot slot, out ReadOnlySpan<byte> value) => _claims.TryGetString(slot, out value);

    /// <summary>Returns a claim's unescaped string. Empty if the claim is absent or not a string.</summary>
    public ReadOnlySpan<byte> Text(ClaimSlot slot) => _claims.TryGetString(slot, out ReadOnlySpan<byte> value) ? value : default;

    /// <inheritdoc cref="ClaimSet.Strings"/>
    public ClaimStrings Strings(ClaimSlot slot) => _claims.Strings(slot);

    /// <inheritdoc cref="ClaimSet.Texts"/>
    public ClaimTexts Texts(ClaimSlot slot) => _claims.Texts(slot);

    /// <inheritdoc cref="ClaimSet.Holds"/>
    public bool Holds(ClaimSlot slot, ReadOnlySpan<byte> text) => _claims.Holds(slot, text);
}
