using System;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.IdentityProvider;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DevTool.Demo.Mcp;

/// <summary>
/// Adds to cognito-local the functions of an OAuth 2.1 authorization server that an MCP client needs to sign in by itself: metadata (RFC
/// 8414), registration (RFC 7591), codes with PKCE, scopes and resources (RFC 8707). The user pool checks the password. Tokens are the
/// pool's tokens with the granted scopes, signed with the pool's key. All registered clients share the pool's only app client.
/// </summary>
internal sealed class AuthorizationServer : IAsyncDisposable
{
    private const string FormType = "application/x-www-form-urlencoded";

    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(1);
    private static readonly string[] Scopes = ["openid", "orders/cancel"];

    private readonly WebApplication _server;
    private readonly string _keyFile;
    private readonly Func<UserPool> _users;
    private readonly ConcurrentDictionary<string, string[]> _clients = [];
    private readonly ConcurrentDictionary<string, Grant> _codes = [];

    private AuthorizationServer(WebApplication server, string cognitoLocal, Func<UserPool> users)
    {
        _server = server;
        _users = users;
        _keyFile = Path.Combine(cognitoLocal, "node_modules", "cognito-local", "lib", "keys", "cognitoLocal.private.json");
    }

    /// <summary>The issuer: the address of the server without a slash at the end.</summary>
    public string Issuer => _server.Urls.Single();

    /// <summary>Starts the server on a free port.</summary>
    /// <param name="cognitoLocal">The folder that contains the identity provider.</param>
    /// <param name="users">Returns the user pool. The pool can start after the server.</param>
    public static async Task<AuthorizationServer> StartAsync(string cognitoLocal, Func<UserPool> users, CancellationToken cancellation)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        _ = builder.Logging.SetMinimumLevel(LogLevel.Error);
        WebApplication app = builder.Build();
        var server = new AuthorizationServer(app, cognitoLocal, users);
        app.Run(server.HandleAsync);
        await app.StartAsync(cancellation);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private Task HandleAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/.well-known/oauth-authorization-server") => AnswerAsync(context, 200, Metadata()),
        ("POST", "/register") => RegisterAsync(context),
        ("POST", "/authorize") => AuthorizeAsync(context),
        ("POST", "/token") => TokenAsync(context),
        _ => AnswerAsync(context, 404, Error("not_found")),
    };

    private JsonObject Metadata() => new()
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = Issuer + "/authorize",
        ["token_endpoint"] = Issuer + "/token",
        ["registration_endpoint"] = Issuer + "/register",
        ["response_types_supported"] = new JsonArray("code"),
        ["grant_types_supported"] = new JsonArray("authorization_code"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("none"),
        ["scopes_supported"] = new JsonArray([.. Scopes.Select(scope => JsonValue.Create(scope))]),
        ["authorization_response_iss_parameter_supported"] = true,
    };

    private async Task RegisterAsync(HttpContext context)
    {
        JsonObject asked = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
        string[] redirects = [.. (asked["redirect_uris"] as JsonArray ?? []).Select(uri => uri!.GetValue<string>())];
        if (redirects.Length == 0)
        {
            await AnswerAsync(context, 400, Error("invalid_redirect_uri"));
            return;
        }

        string id = Random();
        _clients[id] = redirects;
        asked["client_id"] = id;
        asked["token_endpoint_auth_method"] = "none";
        await AnswerAsync(context, 201, asked);
    }

    // Stands for the form that a user would fill in. The query comes from the address that the client opened.
    private async Task AuthorizeAsync(HttpContext context)
    {
        IQueryCollection query = context.Request.Query;
        IFormCollection form = await context.Request.ReadFormAsync();
        bool isClient = _clients.TryGetValue(query["client_id"].ToString(), out string[]? redirects) && redirects.Contains(query["redirect_uri"].ToString());
        bool isRequest = query["response_type"] == "code" && query["code_challenge_method"] == "S256" && query["code_challenge"].ToString().Length > 0
            && query["resource"].ToString().Length > 0;
        if (!isClient || !isRequest)
        {
            await AnswerAsync(context, 400, Error("invalid_request"));
            return;
        }

        string[] scopes = query["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var answer = new Dictionary<string, string?> { ["state"] = query["state"], ["iss"] = Issuer };
        if (scopes.Except(Scopes).Any() || form["password"] != UserPool.Password)
        {
            answer["error"] = scopes.Except(Scopes).Any() ? "invalid_scope" : "access_denied";
        }
        else
        {
            SignedIn signedIn = await _users().SignInAsync(form["username"].ToString(), _users().AppClientId, context.RequestAborted);
            string code = Random();
            _codes[code] = new Grant(
                signedIn.AccessToken, query["client_id"]!, query["redirect_uri"]!, query["code_challenge"]!, query["resource"]!, scopes, DateTimeOffset.UtcNow + CodeLife);
            answer["code"] = code;
        }

        context.Response.Redirect(query["redirect_uri"] + QueryString.Create(answer).ToString());
    }

    private async Task TokenAsync(HttpContext context)
    {
        IFormCollection form = context.Request.ContentType?.StartsWith(FormType, StringComparison.Ordinal) == true ? await context.Request.ReadFormAsync() : FormCollection.Empty;

        // A code is valid for one use only.
        bool valid = _codes.TryRemove(form["code"].ToString(), out Grant? grant)
            && form["grant_type"] == "authorization_code"
            && form["client_id"] == grant.Client && form["redirect_uri"] == grant.Redirect && form["resource"] == grant.Resource
            && grant.Expires > DateTimeOffset.UtcNow
            && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == grant.Challenge;
        await (valid
            ? AnswerAsync(context, 200, new JsonObject
            {
                ["access_token"] = Sign(grant!),
                ["token_type"] = "Bearer",
                ["expires_in"] = 900,
                ["scope"] = string.Join(' ', grant!.Scopes),
            })
            : AnswerAsync(context, 400, Error("invalid_grant")));
    }

    // Issues the pool's token for this user, with the granted scopes and the requested resource.
    private string Sign(Grant grant)
    {
        string[] parts = grant.AccessToken.Split('.');
        JsonObject claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["scope"] = string.Join(' ', grant.Scopes);
        claims["aud"] = grant.Resource;
        string input = $"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        using var rsa = RSA.Create();
        rsa.ImportFromPem(JsonNode.Parse(File.ReadAllBytes(_keyFile))!["pem"]!.GetValue<string>());
        return $"{input}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    private static JsonObject Error(string code) => new() { ["error"] = code };

    private static Task AnswerAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(answer.ToJsonString());
    }

    private sealed record Grant(
        string AccessToken, string Client, string Redirect, string Challenge, string Resource, string[] Scopes, DateTimeOffset Expires);
}
