using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.McpChecking;

/// <summary>The result of a probe.</summary>
/// <param name="What">The defect of the request.</param>
/// <param name="Passed">Whether the server reacted as required.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Error">The JSON-RPC error code, or <see langword="null"/>.</param>
/// <param name="Found">The reaction of the server in words.</param>
internal sealed record McpCheckResult(string What, bool Passed, int Status, int? Error, string Found);

/// <summary>Tests whether a server refuses a request if its body and its headers disagree.</summary>
/// <param name="Url">The URL of the server.</param>
/// <param name="Results">The checks, in order.</param>
internal sealed record McpCheck(string Url, IReadOnlyList<McpCheckResult> Results)
{
    private const int HeaderMismatch = -32020;

    /// <summary>Whether every check passed.</summary>
    public bool Passed => Results.All(result => result.Passed);

    /// <summary>Whether the server refuses even valid requests, so that its other refusals prove nothing.</summary>
    public bool IsMeaningless => !Results[0].Passed;

    /// <summary>Sends the probes.</summary>
    /// <param name="token">A token for the server, or <see langword="null"/>.</param>
    /// <param name="http">Sends the requests.</param>
    /// <exception cref="HttpRequestException">The server cannot be reached.</exception>
    public static async Task<McpCheck> RunAsync(Uri url, string? token, HttpClient http, CancellationToken cancellation)
    {
        var results = new List<McpCheckResult>();
        foreach (McpProbe probe in McpProbe.All)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(probe.Body.ToJsonString(), Encoding.UTF8, "application/json") };
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.Accept.ParseAdd("text/event-stream");
            request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
            foreach ((string name, string value) in probe.Headers)
            {
                _ = request.Headers.TryAddWithoutValidation(name, value);
            }

            using HttpResponseMessage response = await http.SendAsync(request, cancellation);
            results.Add(Judge(probe, response.StatusCode, ErrorOf(await response.Content.ReadAsStringAsync(cancellation))));
        }

        return new McpCheck(url.AbsoluteUri, results);
    }

    private static McpCheckResult Judge(McpProbe probe, HttpStatusCode status, int? error)
    {
        // A refusal by a gateway proves nothing about the server, because the request did not reach the server.
        bool ofGateway = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && error is null;
        bool mismatch = status == HttpStatusCode.BadRequest && error == HeaderMismatch;
        bool passed = !ofGateway && probe.Expectation switch
        {
            McpExpectation.Accept => error != HeaderMismatch && (status == HttpStatusCode.OK || error is not null),
            McpExpectation.RefuseMismatch => mismatch,
            _ => (int)status is >= 400 and < 500,
        };
        string answer = string.Create(CultureInfo.InvariantCulture, $"status {(int)status}") + (error is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $", error {error}"));
        string found = ofGateway ? $"refused before the server saw it ({answer}); run mcp-check with the server's own URL instead of the gateway's, or set TOKEN"
            : (int)status is >= 300 and < 400 ? $"redirected ({answer}); use the URL that it redirects to"
            : passed ? (probe.Expectation == McpExpectation.Accept ? $"accepted ({answer})" : $"refused ({answer})")
            : probe.Expectation == McpExpectation.Accept ? $"refused ({answer})"
            : (int)status >= 400 ? $"refused, but not with status 400 and error {HeaderMismatch} ({answer})"
            : $"accepted ({answer})";
        return new McpCheckResult(probe.What, passed, (int)status, error, found);
    }

    // The body is one JSON object, or server-sent events that contain one.
    private static int? ErrorOf(string body)
    {
        IEnumerable<string> texts = body.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..]).Prepend(body);
        foreach (string text in texts)
        {
            try
            {
                if (JsonNode.Parse(text) is JsonObject message && message["error"]?["code"] is JsonValue code && code.TryGetValue(out int number))
                {
                    return number;
                }
            }
            catch (JsonException)
            {
                // The text is not JSON, so it cannot be a JSON-RPC error.
            }
        }

        return null;
    }
}
