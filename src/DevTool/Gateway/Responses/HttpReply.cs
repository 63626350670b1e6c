using System;
using System.Collections.Generic;
using System.Text;
using DevTool.Gateway.Authorization;

namespace DevTool.Gateway.Responses;

/// <summary>An HTTP response before it is sent.</summary>
/// <param name="Headers">The header fields, in order.</param>
internal sealed record HttpReply(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>The gateway's decision about the request, for the developer only. It is not sent to the client.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>A JSON response.</summary>
    public static HttpReply Json(int status, string body) =>
        new(status, [new("Content-Type", "application/json")], Encoding.UTF8.GetBytes(body));

    /// <summary>Copies the response with new header fields, which replace fields with the same names.</summary>
    public HttpReply With(IEnumerable<KeyValuePair<string, string>> fields)
    {
        List<KeyValuePair<string, string>> headers = [.. Headers];
        foreach (KeyValuePair<string, string> field in fields)
        {
            _ = headers.RemoveAll(header => header.Key.Equals(field.Key, StringComparison.OrdinalIgnoreCase));
            headers.Add(field);
        }

        return this with { Headers = headers };
    }
}
