using System;

namespace Authorizer.Tokens;

/// <summary>The three parts of a compact JWS (RFC 7515, section 7.1), still encoded.</summary>
internal readonly ref struct CompactJws
{
    private CompactJws(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> signingInput)
    {
        Header = header;
        Payload = payload;
        Signature = signature;
        SigningInput = signingInput;
    }

    public ReadOnlySpan<byte> Header { get; }

    public ReadOnlySpan<byte> Payload { get; }

    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>The signed bytes: the header, a dot, and the payload (RFC 7515, section 2: "JWS Signing Input").</summary>
    public ReadOnlySpan<byte> SigningInput { get; }

    /// <summary>
    /// Splits a token at its two dots. False if the number of parts is not three, or if a part is empty. Unsecured and detached JWS are
    /// therefore refused.
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<byte> token, out CompactJws parts)
    {
        parts = default;
        int first = token.IndexOf((byte)'.');
        int second = first < 0 ? -1 : token[(first + 1)..].IndexOf((byte)'.');
        if (first <= 0 || second <= 0)
        {
            return false;
        }

        int end = first + 1 + second;
        ReadOnlySpan<byte> signature = token[(end + 1)..];
        if (signature.IsEmpty || signature.Contains((byte)'.'))
        {
            return false;
        }

        parts = new CompactJws(token[..first], token[(first + 1)..end], signature, token[..end]);
        return true;
    }
}
