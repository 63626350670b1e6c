using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// Reads a token's payload: one JSON object (RFC 7519, section 7.2) without duplicate members at any level. Not thread-safe.
/// </summary>
internal sealed class PayloadReader(ClaimNames names)
{
    /// <summary>
    /// The limit of members in a payload, over all its objects. Cognito's tokens have about twenty; claims that a trigger adds must also
    /// fit the token's size limit.
    /// </summary>
    public const int MaxMembers = 1024;

    /// <summary>The limit of nesting. Claims that triggers add may be objects, but none is nearly this deep.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// The longest string, in bytes after unescaping, of a claim that the authorizer uses. It is far more than any name or list of scopes needs, and
    /// bounds the copies in contexts and logs.
    /// </summary>
    public const int MaxStringBytes = 8192;

    private readonly MemberNames _members = new(MaxMembers);

    /// <summary>Reads the payload in a table's buffer in one pass. Strings that are read are unescaped in place.</summary>
    /// <param name="length">The payload's length, in bytes.</param>
    /// <returns>True if the payload is one strict JSON object within the limits. If false, the table is empty.</returns>
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
                // A string is never longer than its escaped form, and the reader has already passed it.
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
