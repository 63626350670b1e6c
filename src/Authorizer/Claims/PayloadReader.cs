using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// Reads a token's payload. It must be one JSON object (RFC 7519, section 7.2), without duplicate members at any level. Not thread-safe.
/// </summary>
internal sealed class PayloadReader(ClaimNames names)
{
    /// <summary>
    /// The limit of members in a payload, counted over all its objects. Cognito's tokens have about twenty members. A Lambda trigger of the
    /// user pool can add more claims, but the token's size limits them too.
    /// </summary>
    public const int MaxMembers = 1024;

    /// <summary>The limit of nesting. A trigger can add objects as claims, but they have far fewer levels.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// The limit of strings in claims that the authorizer uses, in bytes after unescaping. No name or list of scopes is nearly this long.
    /// The limit also bounds the copies in contexts and logs.
    /// </summary>
    public const int MaxStringBytes = 8192;

    private readonly MemberNames _members = new(MaxMembers);

    /// <summary>Parses the payload in a table's buffer in one pass. The strings of used claims are unescaped in place.</summary>
    /// <param name="length">The payload's length, in bytes.</param>
    /// <returns>True if the payload is one strict JSON object within the limits. Otherwise the table contains no claims.</returns>
    public bool TryRead(ClaimTable claims, int length)
    {
        bool read = TryReadObject(claims, claims.Begin(names.Count, length));
        if (!read)
        {
            claims.Clear();
        }

        return read;
    }

    private bool TryReadObject(ClaimTable claims, Span<byte> payload)
    {
        var reader = new JsonReader(payload, MaxDepth, _members);
        if (!reader.Read(JsonToken.ObjectStart))
        {
            return false;
        }

        while (reader.Read(JsonToken.Name))
        {
            ClaimSlot slot = names.Find(_members.CurrentHash, _members.Current);
            JsonToken kind = reader.Read();
            int start = reader.TokenStart;
            if (slot != default && kind == JsonToken.String)
            {
                // The string can be unescaped in place, because it is never longer than its escaped form, and the reader has already passed
                // these bytes.
                int length = reader.Text.Unescape(payload[start..]);
                if (length > MaxStringBytes)
                {
                    return false;
                }

                claims.Set(slot, kind, start, length);
            }
            else if (!reader.Skip())
            {
                return false;
            }
            else if (slot != default)
            {
                claims.Set(slot, kind, start, reader.Position - start);
            }
        }

        return reader.Token == JsonToken.ObjectEnd && reader.Read(JsonToken.End);
    }
}
