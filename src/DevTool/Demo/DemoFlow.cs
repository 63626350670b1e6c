using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;
using DevTool.Stack;

namespace DevTool.Demo;

/// <summary>The whole way of a user, from sign-up to a refused call, over both kinds of API.</summary>
/// <param name="stack">The running stack.</param>
/// <param name="http">Sends requests.</param>
/// <param name="report">Takes every step.</param>
internal sealed class DemoFlow(LocalStack stack, HttpClient http, DemoReport report)
{
    private const string Reader = "alice";
    private const string Admin = "carol";
    private const string Suspended = "mallory";
    private const string Origin = "https://app.example.com";

    private UserPool Users => stack.Users;

    /// <summary>Walks the flow.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>When it is done; the report knows how it went.</returns>
    public async Task RunAsync(CancellationToken cancellation)
    {
        report.Begin($"Identity provider  {Users.Issuer}");
        await SignUpAsync(Reader, ["readers"], cancellation);
        await SignUpAsync(Admin, ["readers", "admins"], cancellation);
        await SignUpAsync(Suspended, ["readers", "suspended"], cancellation);
        SignedIn reader = await SignInAsync(Reader, Users.AppClientId, cancellation);
        SignedIn admin = await SignInAsync(Admin, Users.AppClientId, cancellation);
        SignedIn suspended = await SignInAsync(Suspended, Users.AppClientId, cancellation);
        SignedIn shortLived = await SignInAsync(Reader, Users.ShortLivedAppClientId, cancellation);

        foreach (ApiDefinition api in stack.Apis)
        {
            report.Begin($"{api.Kind.Title()}  {stack.Url(api)}");
            await CallWithTokensAsync(api, reader, cancellation);
            await CallWithExpiredTokenAsync(api, shortLived, cancellation);
            await CallOtherRoutesAsync(api, reader.AccessToken, admin.AccessToken, suspended.AccessToken, cancellation);
            await CallFromBrowserAsync(api, reader.AccessToken, cancellation);
        }
    }

    private async Task SignUpAsync(string user, IReadOnlyList<string> groups, CancellationToken cancellation)
    {
        await CognitoStepAsync($"SignUp {user}", () => Users.SignUpAsync(user, "acme", cancellation));
        await CognitoStepAsync(
            $"ConfirmSignUp {user}", () => Users.ConfirmSignUpAsync(user, CognitoLocal.ConfirmationCode, cancellation));
        foreach (string group in groups)
        {
            await CognitoStepAsync($"AdminAddUserToGroup {user}, {group}", () => Users.AddToGroupAsync(user, group, cancellation));
        }
    }

    private async Task<SignedIn> SignInAsync(string user, string clientId, CancellationToken cancellation)
    {
        SignedIn? tokens = null;
        string client = clientId == Users.AppClientId ? string.Empty : ", app client with short-lived tokens";
        await CognitoStepAsync($"InitiateAuth USER_PASSWORD_AUTH {user}{client}", async () =>
            tokens = await Users.SignInAsync(user, clientId, cancellation));
        return tokens!;
    }

    private async Task CallWithTokensAsync(ApiDefinition api, SignedIn reader, CancellationToken cancellation)
    {
        await CallAsync(
            api, "access token", Get(api, "/pets", reader.AccessToken), Allowed("read-pets"), cancellation, showIdentity: true);
        await CallAsync(api, "no token", Get(api, "/pets", token: null), Unauthorized(api), cancellation);
        string tampered = TokenForgery.ClaimGroup(reader.AccessToken, "admins");
        await CallAsync(api, "tampered token, groups rewritten", Get(api, "/admin/reports", tampered), Unauthorized(api), cancellation);
        await CallAsync(api, "id token", Get(api, "/pets", reader.IdToken), Unauthorized(api), cancellation);
    }

    private async Task CallWithExpiredTokenAsync(ApiDefinition api, SignedIn shortLived, CancellationToken cancellation)
    {
        // Again and again: a timer may wake some milliseconds before the wall clock gets there, while the token is still good.
        while (TokenForgery.Expiry(shortLived.AccessToken) - DateTimeOffset.UtcNow is { Ticks: > 0 } left)
        {
            await Task.Delay(left, cancellation);
        }

        await CallAsync(api, "expired token", Get(api, "/pets", shortLived.AccessToken), Unauthorized(api), cancellation);
        SignedIn? refreshed = null;
        await CognitoStepAsync($"InitiateAuth REFRESH_TOKEN_AUTH {Reader}", async () =>
            refreshed = await Users.RefreshAsync(shortLived.RefreshToken!, Users.ShortLivedAppClientId, cancellation));
        await CallAsync(
            api, "refreshed token", Get(api, "/pets", refreshed!.AccessToken), Allowed("read-pets"), cancellation);
    }

    private async Task CallOtherRoutesAsync(
        ApiDefinition api, string reader, string admin, string suspended, CancellationToken cancellation)
    {
        DemoExpectation denied = Denied(api);
        await CallAsync(api, "a reader on a route of admins", Get(api, "/admin/reports", reader), denied, cancellation);
        await CallAsync(api, "an admin", Get(api, "/admin/reports", admin), Allowed("admin"), cancellation);
        await CallAsync(api, "one's own path", Get(api, $"/users/{Reader}/orders", reader), Allowed("own-path"), cancellation);
        await CallAsync(api, "another user's path", Get(api, $"/users/{Admin}/orders", reader), denied, cancellation);
        await CallAsync(api, "a suspended reader", Get(api, "/pets", suspended), denied, cancellation);
    }

    private async Task CallFromBrowserAsync(ApiDefinition api, string reader, CancellationToken cancellation)
    {
        using HttpRequestMessage preflight = FromBrowser(new HttpRequestMessage(HttpMethod.Options, Url(api, "/pets")));
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        int status = api.Kind == ApiKind.Rest ? 200 : 204;
        await CallAsync(
            api, "preflight, no token", preflight, new(status, DemoExpectation.Cors, DemoExpectation.Preflight), cancellation);
        await CallAsync(
            api, "a browser, no token", FromBrowser(Get(api, "/pets", token: null)), WithCors(Unauthorized(api)), cancellation);
        await CallAsync(
            api, "a browser, not permitted", FromBrowser(Get(api, "/admin/reports", reader)), WithCors(Denied(api)), cancellation);
        await CallAsync(
            api, "a browser, permitted", FromBrowser(Get(api, "/pets/7", reader)), WithCors(Allowed("read-pets")), cancellation);
    }

    private static DemoExpectation Allowed(string ruleId) => new(200, DemoExpectation.Identity("ruleId", ruleId));

    private static DemoExpectation Unauthorized(ApiDefinition api) => new(
        401, api.Kind == ApiKind.Rest ? DemoExpectation.RestError("unauthorized") : DemoExpectation.HttpError("Unauthorized"));

    private static DemoExpectation Denied(ApiDefinition api) => new(
        403, api.Kind == ApiKind.Rest ? DemoExpectation.RestError("route_not_permitted") : DemoExpectation.HttpError("Forbidden"));

    private static DemoExpectation WithCors(DemoExpectation expectation) =>
        expectation with { Checks = [.. expectation.Checks, DemoExpectation.Cors] };

    private static HttpRequestMessage FromBrowser(HttpRequestMessage request)
    {
        request.Headers.Add("Origin", Origin);
        return request;
    }

    private HttpRequestMessage Get(ApiDefinition api, string path, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Url(api, path));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return request;
    }

    private Uri Url(ApiDefinition api, string path) =>
        new(stack.Url(api) + path);

    private async Task CognitoStepAsync(string step, Func<Task> call)
    {
        try
        {
            await call();
            report.Add(step, 200, []);
        }
        catch (CognitoException refused)
        {
            report.Add(step, refused.Status, [refused.Message]);
            throw new ToolException("the demo cannot go on without its users and tokens");
        }
    }

    private async Task CallAsync(
        ApiDefinition api,
        string who,
        HttpRequestMessage request,
        DemoExpectation expectation,
        CancellationToken cancellation,
        bool showIdentity = false)
    {
        string path = request.RequestUri!.AbsolutePath[Url(api, string.Empty).AbsolutePath.Length..];
        DemoAnswer answer = await DemoAnswer.GetAsync(http, request, cancellation);
        report.Add($"{request.Method} {path}, {who}", answer.Status, expectation.Problems(answer), Details(answer, showIdentity));
    }

    private static IEnumerable<string> Details(DemoAnswer answer, bool showIdentity)
    {
        if (showIdentity && answer.Body?["identity"] is JsonObject identity)
        {
            return identity.Select(member => $"identity.{member.Key} = {member.Value}");
        }

        return answer.Body?["error"] is JsonObject error ? [$"error.code = {error["code"]}"] : [];
    }
}
