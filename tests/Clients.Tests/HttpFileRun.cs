using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Clients.Tests;

/// <summary>Sends the requests of an <c>.http</c> file as an editor does, with variables and values of earlier responses.</summary>
internal sealed partial class HttpFileRun(IReadOnlyDictionary<string, string> variables, HttpClient http)
{
    private readonly Dictionary<string, JsonNode?> _answers = [];

    /// <summary>Sends a request.</summary>
    public async Task<int> SendAsync(HttpFileRequest request, CancellationToken cancellation)
    {
        await Task.Delay(request.Wait, cancellation);
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(Fill(request.Url)));
        message.Content = request.Body.Length == 0 ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(Fill(request.Body)));
        foreach ((string name, string value) in request.Headers)
        {
            HttpHeaders headers = name == "Content-Type" ? message.Content!.Headers : message.Headers;
            Assert.True(headers.TryAddWithoutValidation(name, Fill(value)), name);
        }

        using HttpResponseMessage answer = await http.SendAsync(message, cancellation);
        string body = await answer.Content.ReadAsStringAsync(cancellation);
        if (request.Name is { } called)
        {
            _answers[called] = JsonNode.Parse(body);
        }

        return (int)answer.StatusCode;
    }

    /// <summary>Replaces variables with their values.</summary>
    /// <param name="text">A text with variables in double braces.</param>
    /// <returns>The text with values. An unknown variable fails the test.</returns>
    public string Fill(string text) => Reference().Replace(text, match => Value(match.Groups["name"].Value));

    private string Value(string reference)
    {
        string[] parts = reference.Split(".response.body.$.");
        return parts.Length == 1
            ? variables[reference]
            : parts[1].Split('.').Aggregate(_answers[parts[0]], (json, member) => json![member])!.GetValue<string>();
    }

    [GeneratedRegex(@"\{\{(?<name>[^}]+)\}\}")]
    private static partial Regex Reference();
}
