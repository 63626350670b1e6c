using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ManagedPeer;

/// <summary>
/// A typical .NET authorizer for the load test. It uses Microsoft.IdentityModel with pinned keys and the same permissions file, and writes one
/// log line per call. A small loop with HttpClient replaces Amazon.Lambda.RuntimeSupport.
/// </summary>
internal static class Program
{
    private static readonly JsonWebTokenHandler Handler = new();
    private static readonly string Clients = "," + Required("AUTHORIZER_CLIENT_IDS") + ",";
    private static readonly PermissionRules Rules = new(File.ReadAllText(Required("AUTHORIZER_PERMISSIONS_FILE")));
    private static readonly TokenValidationParameters Parameters = new()
    {
        ValidIssuers = Required("AUTHORIZER_ISSUERS").Split(','),
        IssuerSigningKeys = new JsonWebKeySet(File.ReadAllText(Required("AUTHORIZER_JWKS_FILE"))).GetSigningKeys(),
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        ClockSkew = TimeSpan.FromSeconds(5),

        // Access tokens of Cognito contain client_id instead of an audience.
        AudienceValidator = (_, token, _) => Clients.Contains("," + Text((JsonWebToken)token, "client_id") + ",", StringComparison.Ordinal),
    };

    private static async Task Main()
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Required("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation/") };
        await using Stream log = Console.OpenStandardOutput();
        while (true)
        {
            using HttpResponseMessage next = await http.GetAsync(new Uri("next", UriKind.Relative));
            string requestId = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").First();
            JsonNode request = JsonNode.Parse(await next.Content.ReadAsByteArrayAsync())!;
            long started = Stopwatch.GetTimestamp();
            (string decision, string? reason, JsonObject? answer) = await DecideAsync(request);
            await log.WriteAsync(Encoding.UTF8.GetBytes(new JsonObject
            {
                ["timestamp"] = DateTime.UtcNow,
                ["level"] = "INFO",
                ["message"] = "decision",
                ["requestId"] = requestId,
                ["decision"] = decision,
                ["reason"] = reason,
                ["sub"] = answer?["principalId"]?.GetValue<string>(),
                ["methodArn"] = request["methodArn"]?.GetValue<string>(),
                ["durationUs"] = (long)Stopwatch.GetElapsedTime(started).TotalMicroseconds,
            }.ToJsonString() + "\n"));
            using var content = new StringContent(
                answer?.ToJsonString() ?? """{"errorType":"Unauthorized","errorMessage":"Unauthorized"}""", Encoding.UTF8, "application/json");
            using HttpResponseMessage accepted = await http.PostAsync(
                new Uri(requestId + (answer is null ? "/error" : "/response"), UriKind.Relative), content);
        }
    }

    private static async Task<(string Decision, string? Reason, JsonObject? Answer)> DecideAsync(JsonNode request)
    {
        string? header = request["headers"]?.AsObject()
            .FirstOrDefault(one => one.Key.Equals("authorization", StringComparison.OrdinalIgnoreCase)).Value?.GetValue<string>();
        if (header is null || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return ("unauthorized", "token_missing", null);
        }

        TokenValidationResult result = await Handler.ValidateTokenAsync(header[7..], Parameters);
        if (!result.IsValid)
        {
            return ("unauthorized", result.Exception.GetType().Name, null);
        }

        var token = (JsonWebToken)result.SecurityToken;
        if (Text(token, "token_use") != "access")
        {
            return ("unauthorized", "token_use_not_allowed", null);
        }

        // The ARN has the form arn:aws:execute-api:region:account:api/stage/METHOD/path.
        string arn = request["methodArn"]!.GetValue<string>();
        string[] parts = arn.Split(':', 6)[5].Split('/', 4);
        string[] groups = token.TryGetPayloadValue("cognito:groups", out string[] listed) ? listed : [];
        string? rule = Rules.Permit(parts[2], parts[3].Split('/'), groups, name => Text(token, name));
        return rule is null
            ? ("deny", "route_not_permitted", Policy(token, arn, "Deny", new JsonObject { ["errorCode"] = "route_not_permitted" }))
            : ("allow", null, Policy(token, arn, "Allow", new JsonObject
            {
                ["sub"] = token.Subject,
                ["username"] = Text(token, "username"),
                ["clientId"] = Text(token, "client_id"),
                ["tokenUse"] = "access",
                ["scope"] = Text(token, "scope"),
                ["groups"] = string.Join(' ', groups),
                ["issuer"] = token.Issuer,
                ["jti"] = token.Id,
                ["expiresAt"] = new DateTimeOffset(token.ValidTo).ToUnixTimeSeconds(),
                ["ruleId"] = rule,
            }));
    }

    private static string? Text(JsonWebToken token, string claim) => token.TryGetPayloadValue(claim, out string text) ? text : null;

    private static JsonObject Policy(JsonWebToken token, string arn, string effect, JsonObject context) => new()
    {
        ["principalId"] = token.Subject,
        ["policyDocument"] = new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(
                new JsonObject { ["Action"] = "execute-api:Invoke", ["Effect"] = effect, ["Resource"] = arn }),
        },
        ["context"] = context,
    };

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException(name + " is not set");
}
