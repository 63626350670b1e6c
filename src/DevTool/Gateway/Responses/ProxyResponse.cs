using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using DevTool.Gateway.Definitions;

namespace DevTool.Gateway.Responses;

/// <summary>
/// Converts the output of a proxy integration's function to an HTTP response. REST APIs and both payload versions of HTTP APIs behave as
/// recorded on AWS. The recordings are from LocalStack's tests (REST APIs) and from the AWS Lambda Test Tool (HTTP APIs).
/// </summary>
internal static class ProxyResponse
{
    private const string Json = "application/json";
    private const string ContentType = "Content-Type";

    private static readonly string[] RestMembers = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];

    /// <summary>Reads the output of a function.</summary>
    /// <param name="payload">The bytes that the function returned.</param>
    /// <param name="kind">The kind of API.</param>
    /// <param name="version">The payload version of the integration.</param>
    /// <returns>The response, or <see langword="null"/> if the gateway cannot use the output.</returns>
    public static HttpReply? Read(byte[] payload, ApiKind kind, PayloadVersion version)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            JsonElement answer = json.RootElement;
            bool isObject = answer.ValueKind == JsonValueKind.Object;
            bool hasStatus = isObject && answer.TryGetProperty("statusCode", out _);
            return version == PayloadVersion.V2
                ? hasStatus ? Described(answer, kind, version) : Whole(answer.ValueKind == JsonValueKind.String ? answer.GetString()! : answer.GetRawText())
                : isObject && (kind == ApiKind.Rest ? HasRestMembersAlone(answer) : hasStatus) ? Described(answer, kind, version) : null;
        }
        catch (JsonException) when (version == PayloadVersion.V2)
        {
            return Whole(Encoding.UTF8.GetString(payload));
        }
        catch (Exception unusable) when (unusable is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    // With payload version 2.0, an output without a status is the body of a response with status 200.
    private static HttpReply Whole(string body) => HttpReply.Json(200, body);

    private static bool HasRestMembersAlone(JsonElement answer) =>
        answer.EnumerateObject().All(member => RestMembers.Contains(member.Name, StringComparer.Ordinal));

    private static HttpReply Described(JsonElement answer, ApiKind kind, PayloadVersion version)
    {
        List<KeyValuePair<string, string>> headers = ReadHeaders(answer, kind, version);
        if (!headers.Exists(IsContentType))
        {
            headers.Add(new(ContentType, kind == ApiKind.Rest ? Json : "text/plain; charset=utf-8"));
        }

        return new HttpReply(Status(answer, kind), headers, ReadBody(answer));
    }

    private static int Status(JsonElement answer, ApiKind kind)
    {
        // A REST API also accepts a status as text with digits. Without a status, it uses 200.
        if (!answer.TryGetProperty("statusCode", out JsonElement status))
        {
            return 200;
        }

        int number = kind == ApiKind.Rest && status.ValueKind == JsonValueKind.String
            ? int.Parse(status.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture)
            : status.GetInt32();
        return number is >= 100 and <= 599 ? number : throw new FormatException();
    }

    private static List<KeyValuePair<string, string>> ReadHeaders(JsonElement answer, ApiKind kind, PayloadVersion version)
    {
        List<KeyValuePair<string, string>> single = [.. Members(answer, "headers").Select(header => KeyValuePair.Create(header.Name, Text(header.Value)))];
        JsonProperty[] lists = version == PayloadVersion.V1 ? Members(answer, "multiValueHeaders") : [];
        List<KeyValuePair<string, string>> multiple =
            [.. lists.SelectMany(header => header.Value.EnumerateArray().Select(value => KeyValuePair.Create(header.Name, Text(value))))];

        // The values of both members are sent. The exception is Content-Type, because a response has only one media type.
        if (single.Exists(IsContentType))
        {
            _ = multiple.RemoveAll(header => IsContentType(header));
        }

        List<KeyValuePair<string, string>> headers = kind == ApiKind.Rest ? [.. multiple, .. single] : [.. single, .. multiple];
        if (version == PayloadVersion.V2 && answer.TryGetProperty("cookies", out JsonElement cookies) && cookies.ValueKind == JsonValueKind.Array)
        {
            headers.AddRange(cookies.EnumerateArray().Select(cookie => KeyValuePair.Create("Set-Cookie", Text(cookie))));
        }

        return headers;
    }

    private static bool IsContentType(KeyValuePair<string, string> header) => header.Key.Equals(ContentType, StringComparison.OrdinalIgnoreCase);

    // Keeps the JSON notation: true, not True.
    private static string Text(JsonElement value) =>
        value.ValueKind is JsonValueKind.String ? value.GetString()! : value.ValueKind is JsonValueKind.Null ? string.Empty : value.GetRawText();

    private static JsonProperty[] Members(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? [.. value.EnumerateObject()] : [];

    private static byte[] ReadBody(JsonElement answer)
    {
        string body = answer.TryGetProperty("body", out JsonElement value) ? value.GetString() ?? string.Empty : string.Empty;
        bool isBase64 = answer.TryGetProperty("isBase64Encoded", out JsonElement encoded) && encoded.ValueKind == JsonValueKind.True;
        return isBase64 ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
    }
}
