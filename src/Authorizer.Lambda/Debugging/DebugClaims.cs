using System;
using System.Text;
using Authorizer.Json;
using Authorizer.Lambda.Telemetry;
using Authorizer.Tokens;

namespace Authorizer.Lambda.Debugging;

/// <summary>
/// Writes the claims of a verified token. It writes the values of Cognito's claims that affect permissions. Of all other claims it writes
/// only the types, because their values can be personal data or secrets.
/// </summary>
/// <param name="identifiesCaller">Whether the line is allowed to contain claims that identify the caller.</param>
internal sealed class DebugClaims(bool identifiesCaller)
{
    private const int MaxClaims = 64;
    private const int MaxElements = 32;
    private const int MaxNameBytes = 128;
    private const int MaxValueBytes = 256;

    // The claims are described in the Amazon Cognito developer guide: "Understanding the access token", "Understanding the identity (ID)
    // token".
    private static readonly string[] Shown =
    [
        "iss", "aud", "client_id", "token_use", "scope", "auth_time", "exp", "nbf", "iat", "jti", "origin_jti", "event_id", "version",
        "cognito:groups", "cognito:roles", "cognito:preferred_role", "email_verified", "phone_number_verified",
    ];

    private static readonly string[] Identifying = ["sub", "username", "cognito:username"];

    /// <summary>Writes <c>alg</c> of the token's header. Writes nothing if the header is malformed.</summary>
    /// <param name="secretToken">The token, whose signature can be invalid.</param>
    public static void WriteAlgorithm(ref JsonWriter writer, ReadOnlySpan<byte> secretToken)
    {
        if (!CompactJws.TrySplit(secretToken, out CompactJws parts) || Decode(parts.Header) is not { } json)
        {
            return;
        }

        var reader = new JsonReader(json, JsonReader.MaxDepth);
        bool inObject = reader.Read(JsonToken.ObjectStart);
        while (inObject && reader.Read(JsonToken.Name))
        {
            bool isAlgorithm = reader.Text.Is("alg"u8);
            if (reader.Read() == JsonToken.String && isAlgorithm)
            {
                Log.Text(ref writer, "alg"u8, Unescape(reader.Text), MaxNameBytes);
                return;
            }

            _ = reader.Skip();
        }
    }

    /// <summary>Writes <c>claims</c> and <c>otherClaims</c>.</summary>
    /// <param name="secretToken">A token whose signature is valid.</param>
    public void Write(ref JsonWriter writer, ReadOnlySpan<byte> secretToken)
    {
        if (!CompactJws.TrySplit(secretToken, out CompactJws parts) || Decode(parts.Payload) is not { } json)
        {
            return;
        }

        Write(ref writer, "claims"u8, json, own: true);
        Write(ref writer, "otherClaims"u8, json, own: false);
    }

    private void Write(ref JsonWriter writer, ReadOnlySpan<byte> member, byte[] json, bool own)
    {
        writer.Name(member);
        writer.StartObject();
        var reader = new JsonReader(json, JsonReader.MaxDepth);
        bool inObject = reader.Read(JsonToken.ObjectStart);
        for (int left = MaxClaims; left > 0 && inObject && reader.Read(JsonToken.Name);)
        {
            byte[] name = Unescape(reader.Text);
            JsonToken kind = reader.Read();
            if (IsShown(name) == own)
            {
                left--;
                writer.Name(name.AsSpan(0, Log.FittingLength(name, MaxNameBytes)));
                if (own)
                {
                    WriteValue(ref writer, ref reader);
                }
                else
                {
                    writer.String(Type(kind));
                }
            }

            inObject = reader.Skip();
        }

        writer.EndObject();
    }

    private static void WriteValue(ref JsonWriter writer, ref JsonReader reader)
    {
        switch (reader.Token)
        {
            case JsonToken.String:
                byte[] text = Unescape(reader.Text);
                writer.String(text.AsSpan(0, Log.FittingLength(text, MaxValueBytes)));
                break;
            case JsonToken.ArrayStart:
                writer.StartArray();
                int elements = 0;
                while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
                {
                    if (elements++ < MaxElements)
                    {
                        WriteElement(ref writer, reader);
                    }

                    _ = reader.Skip();
                }

                writer.EndArray();
                break;
            default:
                WriteElement(ref writer, reader);
                break;
        }
    }

    private static void WriteElement(ref JsonWriter writer, in JsonReader reader)
    {
        if (reader.Token == JsonToken.String)
        {
            byte[] text = Unescape(reader.Text);
            writer.String(text.AsSpan(0, Log.FittingLength(text, MaxNameBytes)));
        }
        else if (reader.Token is JsonToken.Number or JsonToken.True or JsonToken.False && reader.Raw.Length <= MaxNameBytes)
        {
            writer.Raw(reader.Raw);
        }
        else
        {
            writer.String(Type(reader.Token));
        }
    }

    private bool IsShown(byte[] name)
    {
        string text = Encoding.UTF8.GetString(name);
        return Array.IndexOf(Shown, text) >= 0 || (identifiesCaller && Array.IndexOf(Identifying, text) >= 0);
    }

    private static ReadOnlySpan<byte> Type(JsonToken kind) => kind switch
    {
        JsonToken.String => "string"u8,
        JsonToken.Number => "number"u8,
        JsonToken.True or JsonToken.False => "boolean"u8,
        JsonToken.ArrayStart => "array"u8,
        JsonToken.ObjectStart => "object"u8,
        _ => "null"u8,
    };

    private static byte[] Unescape(JsonText text)
    {
        byte[] target = new byte[text.Raw.Length];
        return target[..text.Unescape(target)];
    }

    private static byte[]? Decode(ReadOnlySpan<byte> part)
    {
        byte[] json = new byte[part.Length];
        return StrictBase64Url.TryDecode(part, json, out int length) ? json[..length] : null;
    }
}
