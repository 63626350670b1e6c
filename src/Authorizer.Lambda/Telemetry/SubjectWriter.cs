using System;
using System.Security.Cryptography;
using System.Text;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Tokens;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Writes a caller's <c>sub</c> to the log as it is, under a pseudonym, or not at all. The pseudonym is keyed (HMAC-SHA-256, RFC
/// 2104, its first 128 bits): a bare hash would give a caller away to everybody who can list the pool's users.
/// </summary>
internal sealed class SubjectWriter(LogSubject form, string? key)
{
    private const int PseudonymBytes = 16;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key ?? string.Empty);

    /// <summary>Writes the member; none for a token without a subject.</summary>
    /// <param name="maxBytes">The longest it may be, in bytes as they are written.</param>
    public void Write(ref JsonWriter writer, in VerifiedToken token, int maxBytes)
    {
        ReadOnlySpan<byte> subject = form == LogSubject.None ? default : token.Text(ClaimNames.Subject);
        if (form == LogSubject.Hash && !subject.IsEmpty)
        {
            Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
            Span<byte> pseudonym = stackalloc byte[PseudonymBytes * 2];
            _ = HMACSHA256.HashData(_key, subject, mac);
            _ = Convert.TryToHexStringLower(mac[..PseudonymBytes], pseudonym, out _);
            writer.Member("sub"u8, pseudonym);
        }
        else
        {
            Log.Text(ref writer, "sub"u8, subject, maxBytes);
        }
    }
}
