using System;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Signatures;
using Authorizer.Tokens;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Writes a caller's <c>sub</c> to the log: unchanged, as a pseudonym, or not at all. The pseudonym is the first 128 bits of an
/// HMAC-SHA-256 (RFC 2104). A hash without a key would not hide the caller from anyone who can list the pool's users.
/// </summary>
internal sealed class SubjectWriter(LogSubject form, string? key, Rs256 hashes)
{
    private const int PseudonymBytes = 16;

    private readonly HmacSha256? _pseudonyms = form == LogSubject.Hash ? new HmacSha256(key ?? string.Empty, hashes) : null;

    /// <summary>Writes the member. If the token has no <c>sub</c>, the member is omitted.</summary>
    /// <param name="maxBytes">The limit of the text, in bytes after escaping.</param>
    public void Write(ref JsonWriter writer, in VerifiedToken token, int maxBytes)
    {
        ReadOnlySpan<byte> subject = form == LogSubject.None ? default : token.Text(ClaimNames.Subject);
        if (_pseudonyms is not null && !subject.IsEmpty)
        {
            Span<byte> mac = stackalloc byte[HmacSha256.Bytes];
            Span<byte> pseudonym = stackalloc byte[PseudonymBytes * 2];
            _pseudonyms.Compute(subject, mac);
            _ = Convert.TryToHexStringLower(mac[..PseudonymBytes], pseudonym, out _);
            writer.Member("sub"u8, pseudonym);
        }
        else
        {
            Log.Text(ref writer, "sub"u8, subject, maxBytes);
        }
    }
}
