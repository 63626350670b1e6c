using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Demo;

/// <summary>A response of the gateway that the demo checks.</summary>
/// <param name="Body">The body, if it is JSON.</param>
internal sealed record DemoAnswer(int Status, IReadOnlyDictionary<string, string> Headers, JsonNode? Body)
{
    /// <summary>Sends a request and reads the response.</summary>
    public static async Task<DemoAnswer> GetAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await http.SendAsync(request, cancellation);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), System.StringComparer.OrdinalIgnoreCase);
        return new DemoAnswer((int)response.StatusCode, headers, ReadJson(await response.Content.ReadAsStringAsync(cancellation)));
    }

    /// <summary>The caller's identity as the sample API received it, one item per line. Empty if the sample API did not answer.</summary>
    public IEnumerable<string> IdentityLines() =>
        Body?["identity"] is JsonObject identity ? identity.Select(member => $"identity.{member.Key} = {member.Value}") : [];

    private static JsonNode? ReadJson(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
