using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Decisions;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Permissions;
using Authorizer.Refusals;
using DevTool.Explaining;

namespace DevTool.Comparing;

/// <summary>The authorizer's decision about a call.</summary>
/// <param name="Allowed">Whether the authorizer allows the call.</param>
/// <param name="Rule">The rule that decides the call, or <see langword="null"/> if no rule matches.</param>
internal sealed record Decided(bool Allowed, string? Rule, int? Line);

/// <summary>Runs the authorizer's own pipeline with the rules of one file and with signed tokens.</summary>
internal sealed class AuthorizerCheck
{
    private const string KeyId = "example";

    // The variables that define which callers and calls exist. The other variables are not used, because they would only refuse examples.
    private static readonly string[] Kept =
        ["AUTHORIZER_USER_POOL_IDS", "AUTHORIZER_ISSUERS", "AUTHORIZER_CLIENT_IDS", "AUTHORIZER_TOKEN_USE", "AUTHORIZER_POLICY_SCOPE", "AUTHORIZER_INSECURE_HTTP_HOSTS"];

    private static readonly string[] Beginnings = ["nbf", "iat"];

    // The year 2100, so that examples never expire.
    private const double FarFuture = 4_102_444_800;

    // One key for the whole process, because creating a key is slow and the key is only a stand-in.
    private static readonly Lazy<RSA> Key = new(() => RSA.Create(2048));
    private readonly Func<string, string?> _variables;
    private readonly byte[] _permissions;
    private readonly IReadOnlyList<Rule> _rules;
    private readonly Dictionary<(string Client, string Issuer), (LocalAuthorization Authorization, string Issuer)> _authorizers = [];

    /// <summary>Prepares the authorizer with the rules of one file.</summary>
    public AuthorizerCheck(Func<string, string?> variables, byte[] permissions, IReadOnlyList<Rule> rules) =>
        (_variables, _permissions, _rules) = (variables, permissions, rules);

    /// <summary>Decides about a call. Returns <see langword="null"/> if the token or the call is larger than the authorizer accepts.</summary>
    public Decided? Decide(ExampleCall call)
    {
        (LocalAuthorization authorization, string issuer) = For(call);
        JsonObject claims = Complete(call, issuer);
        double now = Beginnings.Select(claim => claims[claim]?.GetValue<double>()).Max() ?? claims["exp"]!.GetValue<double>() - 1;
        if (call.SignedInSecondsAgo is { } age)
        {
            now = claims["auth_time"] is { } signedIn ? signedIn.GetValue<double>() + age : now;
            claims["auth_time"] ??= now - age;
        }

        string token = Sign(claims);

        // The path is set after parsing, because a path can contain spaces, and the text of a call cannot.
        CallTarget target = CallTarget.Parse(Route.Connect) with { Method = call.Method, Path = call.Path, Mcp = call.Mcp };
        byte[] request = Encoding.UTF8.GetBytes(RequestSynthesis.Create(target, [], token, tokenSources: null, EventShape.RestRequest, call.SourceIp).ToJsonString());
        authorization.Decide(request, new Moment(now, 0), out Decision decision);
        if (decision.Outcome.Refusal is Refusal.TokenTooLarge or Refusal.EventUnsupported or Refusal.TokenMalformed)
        {
            return null;
        }

        string? rule = decision.RuleId.IsEmpty ? null : Encoding.UTF8.GetString(decision.RuleId);
        return decision.Outcome.Refusal is null or Refusal.RouteNotPermitted or Refusal.McpHeaderInvalid
            ? new Decided(decision.Outcome.IsAllowed, rule, _rules.FirstOrDefault(one => one.Id == rule)?.Line)
            : throw new DefectException($"the authorizer refuses the example {call.Claims.ToJsonString()} {call.WrittenMethod} {call.WrittenPath}: {Encoding.UTF8.GetString(decision.Outcome.Code)}");
    }

    /// <summary>
    /// Creates a token of the caller for <c>explain</c>. Authorizers refuse the token, because only this process has the key.
    /// <c>explain</c> shows the decision for a genuine token with the same claims.
    /// </summary>
    public string Token(ExampleCall call)
    {
        JsonObject claims = Complete(call, For(call).Issuer);
        if (call.SignedInSecondsAgo is { } age)
        {
            claims["auth_time"] ??= DateTimeOffset.UtcNow.ToUnixTimeSeconds() - age;
        }

        return Sign(claims);
    }

    private static JsonObject Complete(ExampleCall call, string issuer)
    {
        JsonObject claims = call.Claims.DeepClone().AsObject();
        claims["exp"] ??= FarFuture;
        claims["iss"] ??= issuer;
        claims["sub"] ??= "example";
        return claims;
    }

    // If clients and issuers are not configured, the authorizer accepts the client and the issuer of the example.
    private (LocalAuthorization Authorization, string Issuer) For(ExampleCall call)
    {
        string named = call.Claims["iss"]?.GetValue<string>() ?? string.Empty;
        if (!_authorizers.TryGetValue((call.Client, named), out (LocalAuthorization Authorization, string Issuer) authorizer))
        {
            _authorizers.Add((call.Client, named), authorizer = Start(call.Client, named));
        }

        return authorizer;
    }

    private (LocalAuthorization Authorization, string Issuer) Start(string client, string namedIssuer)
    {
        string? Variable(string name) => name switch
        {
            "AUTHORIZER_CLIENT_IDS" => IsSet(name) ? _variables(name) : string.Join(',', ClientsOfRules().Append(client).Distinct()),
            "AUTHORIZER_ISSUERS" when !IsSet(name) && !IsSet("AUTHORIZER_USER_POOL_IDS") => namedIssuer.Length > 0 ? namedIssuer : "https://issuer.invalid",
            "AUTHORIZER_MAX_TOKEN_BYTES" => "1048576",
            _ => Kept.Contains(name) ? _variables(name) : null,
        };
        using var first = new ExplainedConfiguration(Variable, _permissions, jwks: null, token: null);
        string[] issuers = [.. first.Settings.Issuers.Select(issuer => issuer.Name)];
        var keys = new JsonObject();
        RSAParameters numbers = Key.Value.ExportParameters(includePrivateParameters: false);
        foreach (string issuer in issuers)
        {
            keys[issuer] = new JsonObject
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["kty"] = "RSA",
                    ["kid"] = KeyId,
                    ["n"] = Base64Url.EncodeToString(numbers.Modulus),
                    ["e"] = Base64Url.EncodeToString(numbers.Exponent),
                }),
            };
        }

        using var configuration = new ExplainedConfiguration(Variable, _permissions, Encoding.UTF8.GetBytes(keys.ToJsonString()), token: null);
        Settings settings = configuration.Settings;
        var quiet = new Log(System.IO.Stream.Null, LogLevel.Fatal);
        return (new LocalAuthorization(settings, LocalAuthorization.ReadKeys(settings, quiet), new RulesInForce(_rules, settings)), issuers[0]);
    }

    private bool IsSet(string variable) => !string.IsNullOrWhiteSpace(_variables(variable));

    private IEnumerable<string> ClientsOfRules() =>
        _rules.SelectMany(rule => rule.When).OfType<Authorizer.Conditions.ClientsCondition>().SelectMany(condition => condition.ClientIds);

    private static string Sign(JsonObject claims)
    {
        string input = StandInSignature.Part(new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId }) + "." + StandInSignature.Part(claims);
        return input + "." + Base64Url.EncodeToString(Key.Value.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}

/// <summary>A bug in this tool: the tool and the authorizer decide differently, or the tool does not support a condition.</summary>
internal sealed class DefectException(string message) : Exception(message);
