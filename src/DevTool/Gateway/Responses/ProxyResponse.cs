using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using DevTool.Gateway.Definitions;

namespace DevTool.Gateway.Responses;

/// <summary>Turns the answer of a proxy integration's function into an HTTP response.</summary>
internal static class ProxyResponse
{
    /// <summary>Reads an answer.</summary>
    /// <param name="payload">What the function returned.</param>
    /// <param name="version">The payload version of the integration.</param>
    /// <returns>The response, or <see langword="null"/> where the gateway could not use the answer.</returns>
    public static HttpReply? Read(byte[] payload, PayloadVersion version)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            JsonElement answer = json.RootElement;
            if (answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("statusCode", out JsonElement status))
            {
                return new HttpReply(Status(status), ReadHeaders(answer), ReadBody(answer));
            }

            // Payload 2.0 takes anything else for the body of a 200.
            return version == PayloadVersion.V2 ? HttpReply.Json(200, answer.GetRawText()) : null;
        }
        catch (Exception unusable) when (unusable is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static int Status(JsonElement status) =>
        status.GetInt32() is >= 100 and <= 599 and int known ? known : throw new FormatException();

    private static List<KeyValuePair<string, string>> ReadHeaders(JsonElement answer)
    {
        List<KeyValuePair<string, string>> headers = [];
        foreach (JsonProperty header in Members(answer, "headers"))
        {
            headers.Add(new(header.Name, header.Value.ToString()));
        }

        foreach (JsonProperty header in Members(answer, "multiValueHeaders"))
        {
            _ = headers.RemoveAll(other => other.Key.Equals(header.Name, StringComparison.OrdinalIgnoreCase));
            foreach (JsonElement value in header.Value.EnumerateArray())
            {
                headers.Add(new(header.Name, value.ToString()));
            }
        }

        if (answer.TryGetProperty("cookies", out JsonElement cookies) && cookies.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement cookie in cookies.EnumerateArray())
            {
                headers.Add(new("Set-Cookie", cookie.ToString()));
            }
        }

        if (!headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            headers.Add(new("Content-Type", "application/json"));
        }

        return headers;
    }

    private static JsonProperty[] Members(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : [];

    private static byte[] ReadBody(JsonElement answer)
    {
        string body = answer.TryGetProperty("body", out JsonElement value) ? value.GetString() ?? string.Empty : string.Empty;
        bool isBase64 = answer.TryGetProperty("isBase64Encoded", out JsonElement encoded) && encoded.ValueKind == JsonValueKind.True;
        return isBase64 ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
    }
}
