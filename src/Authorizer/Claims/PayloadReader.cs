using System;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>Reads a token's payload: one JSON object (RFC 7519, section 7.2), no name twice at any level. Not thread-safe.</summary>
internal sealed class PayloadReader(ClaimNames names)
{
    /// <summary>
    /// How many members a payload may have, over all its objects. Cognito's tokens have about twenty; what a trigger adds has
    /// to fit the token's own size limit as well.
    /// </summary>
    public const int MaxMembers = 1024;

    /// <summary>How deep a payload may nest. Claims that triggers add may be objects; none of them is nearly as deep.</summary>
    public const int MaxDepth = 32;

    /// <summary>
    /// The longest string a claim that is asked for may be, in bytes after unescaping: far more than any name or list of scopes,
    /// and what is copied into contexts and logs stays in proportion.
    /// </summary>
    public const int MaxStringBytes = 8192;

    private readonly MemberNames _members = new(MaxMembers);

    /// <summary>Reads the payload in a table's buffer, once from front to back. Strings that are asked for are unescaped in place.</summary>
    /// <param name="length">How many bytes the payload has.</param>
    /// <returns>False when it is anything but one strict JSON object within the budgets; the table is then empty.</returns>
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
                // A string is never longer than its escaped form, and the reader is past it.
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
