using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;

namespace DevTool.Demo;

/// <summary>Makes the calls of the demo to one REST or HTTP API.</summary>
/// <param name="address">The address of the API.</param>
/// <param name="users">The callers.</param>
/// <param name="report">Receives every step.</param>
internal sealed class RequestFlow(ApiDefinition api, Uri address, HttpClient http, DemoUsers users, DemoReport report)
{
    private const string Origin = "https://app.example.com";

    /// <summary>Makes the calls. The returned task completes after the last step.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await CallWithTokensAsync(cancellation);
        await CallWithExpiredTokenAsync(cancellation);
        await CallOtherRoutesAsync(cancellation);
        await CallFromBrowserAsync(cancellation);
    }

    private async Task CallWithTokensAsync(CancellationToken cancellation)
    {
        SignedIn reader = users.Reader;
        await CallAsync(
            "access token", Get("/pets", reader.AccessToken), Allowed("read-pets"), cancellation, showIdentity: true);
        await CallAsync("no token", Get("/pets", token: null), Unauthorized(), cancellation);
        string tampered = TokenForgery.ClaimGroup(reader.AccessToken, "admins");
        await CallAsync("tampered token, groups rewritten", Get("/admin/reports", tampered), Unauthorized(), cancellation);
        await CallAsync("id token", Get("/pets", reader.IdToken), Unauthorized(), cancellation);
    }

    private async Task CallWithExpiredTokenAsync(CancellationToken cancellation)
    {
        string expired = await users.ExpiredTokenAsync(cancellation);
        await CallAsync("expired token", Get("/pets", expired), Unauthorized(), cancellation);
        SignedIn refreshed = await users.RefreshAsync(cancellation);
        await CallAsync("refreshed token", Get("/pets", refreshed.AccessToken), Allowed("read-pets"), cancellation);
    }

    private async Task CallOtherRoutesAsync(CancellationToken cancellation)
    {
        string reader = users.Reader.AccessToken;
        DemoExpectation denied = Denied();
        await CallAsync("a reader on a route of admins", Get("/admin/reports", reader), denied, cancellation);
        await CallAsync("an admin", Get("/admin/reports", users.Admin.AccessToken), Allowed("admin"), cancellation);
        await CallAsync("one's own path", Get($"/users/{DemoUser.Reader.Name}/orders", reader), Allowed("own-path"), cancellation);
        await CallAsync("another user's path", Get($"/users/{DemoUser.Admin.Name}/orders", reader), denied, cancellation);
        await CallAsync("a suspended reader", Get("/pets", users.Suspended.AccessToken), denied, cancellation);
    }

    private async Task CallFromBrowserAsync(CancellationToken cancellation)
    {
        string reader = users.Reader.AccessToken;
        using HttpRequestMessage preflight = FromBrowser(new HttpRequestMessage(HttpMethod.Options, Url("/pets")));
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        int status = api.Kind == ApiKind.Rest ? 200 : 204;
        await CallAsync(
            "preflight, no token", preflight, new(status, DemoExpectation.Cors, DemoExpectation.Preflight), cancellation);
        await CallAsync(
            "a browser, no token", FromBrowser(Get("/pets", token: null)), WithCors(Unauthorized()), cancellation);
        await CallAsync(
            "a browser, not permitted", FromBrowser(Get("/admin/reports", reader)), WithCors(Denied()), cancellation);
        await CallAsync(
            "a browser, permitted", FromBrowser(Get("/pets/7", reader)), WithCors(Allowed("read-pets")), cancellation);
    }

    private static DemoExpectation Allowed(string ruleId) => new(200, DemoExpectation.Identity("ruleId", ruleId));

    private DemoExpectation Unauthorized() => new(
        401, api.Kind == ApiKind.Rest ? DemoExpectation.RestError("unauthorized") : DemoExpectation.HttpError("Unauthorized"));

    private DemoExpectation Denied() => new(
        403, api.Kind == ApiKind.Rest ? DemoExpectation.RestError("route_not_permitted") : DemoExpectation.HttpError("Forbidden"));

    private static DemoExpectation WithCors(DemoExpectation expectation) =>
        expectation with { Checks = [.. expectation.Checks, DemoExpectation.Cors] };

    private static HttpRequestMessage FromBrowser(HttpRequestMessage request)
    {
        request.Headers.Add("Origin", Origin);
        return request;
    }

    private HttpRequestMessage Get(string path, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Url(path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private Uri Url(string path) =>
        new(address + path);

    private async Task CallAsync(
        string who,
        HttpRequestMessage request,
        DemoExpectation expectation,
        CancellationToken cancellation,
        bool showIdentity = false)
    {
        string path = request.RequestUri!.AbsolutePath[Url(string.Empty).AbsolutePath.Length..];
        DemoAnswer answer = await DemoAnswer.GetAsync(http, request, cancellation);
        IEnumerable<string> details = answer.Body?["error"] is JsonObject error ? [$"error.code = {error["code"]}"]
            : showIdentity ? answer.IdentityLines()
            : [];
        report.Add($"{request.Method} {path}, {who}", answer.Status, expectation.Problems(answer), details);
    }
}
