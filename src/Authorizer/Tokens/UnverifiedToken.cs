using System;
using Authorizer.Claims;

namespace Authorizer.Tokens;

/// <summary>
/// A token whose form is right and whose signature nobody has looked at. It gives away only what is needed to find the key:
/// the <c>kid</c>, and the issuer, to choose among the accepted ones.
/// </summary>
internal readonly ref struct UnverifiedToken
{
    private UnverifiedToken(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> unverifiedKeyId, ClaimSet claims)
    {
        SigningInput = signingInput;
        Signature = signature;
        UnverifiedKeyId = unverifiedKeyId;
        UnverifiedClaims = claims;
    }

    /// <summary>What the signature is over.</summary>
    public ReadOnlySpan<byte> SigningInput { get; }

    /// <summary>The decoded signature.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>The header's <c>kid</c>, or empty.</summary>
    public ReadOnlySpan<byte> UnverifiedKeyId { get; }

    /// <summary>The payload. Only <see cref="Signatures.VerifiedToken"/> may take it, once the signature holds.</summary>
    public ClaimSet UnverifiedClaims { get; }

    /// <summary>Takes a token apart: its structure, its header, its payload, in this order.</summary>
    /// <param name="token">The token, no longer than the workspace is made for.</param>
    /// <param name="workspace">The buffers to use; the result is valid until they are used again.</param>
    /// <param name="parsed">The token, or default.</param>
    /// <returns><see cref="Outcome.Allowed"/> to go on, or the refusal.</returns>
    public static Outcome TryParse(ReadOnlySpan<byte> token, TokenWorkspace workspace, out UnverifiedToken parsed)
    {
        parsed = default;
        if (!CompactJws.TrySplit(token, out CompactJws jws)
            || !StrictBase64Url.TryDecode(jws.Header, workspace.Header, out int headerLength))
        {
            return Outcome.TokenMalformed;
        }

        Span<byte> header = workspace.Header.AsSpan(0, headerLength);
        Outcome outcome = JoseHeader.Read(header, workspace.HeaderNames, out ReadOnlySpan<byte> keyId);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        if (!StrictBase64Url.TryDecode(jws.Signature, workspace.Signature, out int signatureLength)
            || !StrictBase64Url.TryDecode(jws.Payload, workspace.Claims.Buffer, out int payloadLength)
            || !workspace.PayloadReader.TryRead(workspace.Claims, payloadLength))
        {
            return Outcome.TokenMalformed;
        }

        parsed = new UnverifiedToken(jws.SigningInput, workspace.Signature.AsSpan(0, signatureLength), keyId, workspace.Claims.Claims);
        return Outcome.Allowed;
    }

    /// <summary>The payload's <c>iss</c>. It may select among accepted issuers, and nothing else.</summary>
    /// <param name="issuer">The issuer, unescaped.</param>
    /// <returns>False when there is none, or it is no string.</returns>
    public bool TryGetUnverifiedIssuer(out ReadOnlySpan<byte> issuer) => UnverifiedClaims.TryGetString(ClaimNames.Issuer, out issuer);
}
