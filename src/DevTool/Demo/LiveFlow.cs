using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Stack;

namespace DevTool.Demo;

/// <summary>
/// Makes changes while the function runs: signs a user out everywhere, and grants a permission. Each call uses a different path, because
/// the gateway caches results.
/// </summary>
/// <param name="documents">The documents that the authorizer reads again while it runs.</param>
/// <param name="address">The API's address.</param>
/// <param name="users">The callers.</param>
/// <param name="report">Receives every step.</param>
internal sealed class LiveFlow(LiveDocuments documents, Uri address, HttpClient http, DemoUsers users, DemoReport report)
{
    // The first call finds that the document is too old and starts a fetch. A call shortly afterwards uses the new content.
    private static readonly TimeSpan LongestChange = LocalEnvironment.LiveMaxAge + TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(100);

    private int _calls;

    /// <summary>Makes the changes and the calls. The returned task completes after the last step.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string before = documents.Revocations;
        await ExpectAsync("/pets", 200, "before the sign-out", cancellation);
        documents.Revocations = SignedOut();
        await ExpectAsync("/pets", 401, "signed out everywhere, though the token verifies", cancellation);
        documents.Revocations = before;
        await ExpectAsync("/pets", 200, "the sign-out taken back", cancellation);

        string rules = documents.Permissions;
        await ExpectAsync("/admin", 403, "before a change of permissions", cancellation);
        documents.Permissions = WithReadersOnAdminRoutes(rules);
        await ExpectAsync("/admin", 200, "permitted now, without a restart", cancellation);
        documents.Permissions = rules;
        await ExpectAsync("/admin", 403, "the permission taken back", cancellation);
    }

    // Tokens that are issued in the next second or later are valid again.
    private string SignedOut() => new JsonObject
    {
        ["version"] = 1,
        ["sub"] = new JsonObject { [TokenForgery.Subject(users.Reader.AccessToken)] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1 },
    }.ToJsonString();

    private static string WithReadersOnAdminRoutes(string permissions)
    {
        JsonNode document = JsonNode.Parse(permissions)!;
        document["rules"]!.AsArray().Add(new JsonObject
        {
            ["id"] = "readers-may-look",
            ["effect"] = "allow",
            ["routes"] = new JsonArray("GET /admin/**"),
            ["when"] = new JsonObject { ["anyGroup"] = new JsonArray("readers") },
        });
        return document.ToJsonString();
    }

    private async Task ExpectAsync(string folder, int expected, string who, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        DemoAnswer answer = await CallAsync(folder, cancellation);
        while (answer.Status != expected && waited.Elapsed < LongestChange)
        {
            await Task.Delay(BetweenCalls, cancellation);
            answer = await CallAsync(folder, cancellation);
        }

        IEnumerable<string> details = [string.Create(CultureInfo.InvariantCulture, $"after {waited.Elapsed.TotalSeconds:0.0} s")];
        report.Add($"GET {folder}/…, {who}", answer.Status, new DemoExpectation(expected).Problems(answer), details);
    }

    private async Task<DemoAnswer> CallAsync(string folder, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(string.Create(CultureInfo.InvariantCulture, $"{address}{folder}/live-{_calls++}")));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", users.Reader.AccessToken);
        return await DemoAnswer.GetAsync(http, request, cancellation);
    }
}
