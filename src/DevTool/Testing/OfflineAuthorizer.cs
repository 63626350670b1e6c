using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Testing;

/// <summary>
/// The authorizer with one permissions file and without a network. It uses the authorizer's own reader, pipeline and rules, and tokens that a
/// local key signs. Only settings that change the meaning of rules are used, so that the result is the same on every machine.
/// </summary>
internal sealed class OfflineAuthorizer
{
    private const string ClientIds = "AUTHORIZER_CLIENT_IDS";
    private const string UserPoolIds = "AUTHORIZER_USER_POOL_IDS";
    private const string Issuers = "AUTHORIZER_ISSUERS";
    private const string Issuer = "https://issuer.invalid";
    private const string AnyClient = "any-client";

    private readonly string _name;
    private readonly byte[] _permissions;
    private readonly string _clients;
    private readonly Func<string, string?> _variables;
    private readonly string? _issuers;
    private readonly string? _pools;
    private readonly string _issuer;
    private readonly byte[] _jwks;
    private readonly KeyRing _keys;

    /// <summary>Loads a permissions file.</summary>
    /// <param name="name">The name of the file in messages.</param>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    /// <param name="clients">
    /// App clients to accept in addition to the app clients in the rules. Not used if the environment defines app clients.
    /// </param>
    /// <exception cref="ConfigurationException">The authorizer would not start with this file.</exception>
    public OfflineAuthorizer(string name, byte[] permissions, Func<string, string?> variables, params IEnumerable<string> clients)
    {
        (_name, _permissions, _variables) = (name, permissions, variables);
        string? configured = variables(ClientIds);
        _clients = string.IsNullOrWhiteSpace(configured)
            ? string.Join(',', ExplainedConfiguration.ClientsOf(permissions).Concat(clients).Append(AnyClient).Distinct())
            : configured;
        bool namesIssuers = new[] { UserPoolIds, Issuers }.Any(variable => !string.IsNullOrWhiteSpace(variables(variable)));
        (_issuers, _pools) = namesIssuers ? (variables(Issuers), variables(UserPoolIds)) : IssuersOf(permissions);
        _jwks = Keys(permissions);
        using var configuration = new ExplainedConfiguration(Variable, permissions, _jwks, token: null);
        configuration.UseKeysFrom(fetch: false, uri: null);
        Settings = configuration.Settings;
        _issuer = namesIssuers ? Settings.Issuers[0].Name : Issuer;
        Rules = PermissionsReader.Read(name, permissions, Settings);
        _keys = LocalAuthorization.ReadKeys(Settings, new Log(Stream.Null, LogLevel.Fatal));
    }

    /// <summary>The names of the variables that change the meaning of rules.</summary>
    public static IReadOnlyList<string> Variables { get; } = ["AUTHORIZER_TOKEN_USE", "AUTHORIZER_POLICY_SCOPE", ClientIds, UserPoolIds, Issuers];

    /// <summary>The rules, in the order of the file.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    public Settings Settings { get; }

    /// <summary>Creates the token of a caller.</summary>
    /// <param name="name">The name of the caller. It is also the subject, unless the claims contain a different subject.</param>
    /// <returns>The token, which is valid for one hour.</returns>
    public string Token(string name, TestCaller caller)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        string use = caller.TokenUse ?? TokenUseNames.Access;
        var claims = new JsonObject
        {
            ["iss"] = _issuer,
            ["sub"] = name,
            ["token_use"] = use,
            [use == TokenUseNames.Id ? "aud" : "client_id"] = caller.Client ?? Encoding.UTF8.GetString(Settings.ClientIds[0]),
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
        if (caller.Groups is { } groups)
        {
            claims["cognito:groups"] = new JsonArray([.. groups.Select(group => JsonValue.Create(group))]);
        }

        if (caller.Scopes is { } scopes)
        {
            claims["scope"] = string.Join(' ', scopes);
        }

        foreach ((string claim, JsonElement value) in caller.Claims ?? new Dictionary<string, JsonElement>())
        {
            claims[claim] = JsonNode.Parse(value.GetRawText());
        }

        return Sign(claims).Token;
    }

    /// <param name="rules">All rules of the file, or some of them.</param>
    public CallDecider Decider(IReadOnlyList<Rule> rules) => new(new LocalAuthorization(Settings, _keys, new RulesInForce(rules, Settings)));

    /// <summary>Explains a decision with the rules of the file.</summary>
    /// <param name="token">The caller's token.</param>
    /// <param name="call">The method and the path, or <c>$connect</c>.</param>
    /// <param name="sourceIp">The source address of the request, or <see langword="null"/> for any address.</param>
    /// <returns>The decision with all its steps.</returns>
    public Explanation Explain(string token, string call, string? sourceIp = null) => Explainer.Explain(new ExplainRequest
    {
        Variables = Variable,
        PermissionsName = _name,
        Permissions = _permissions,
        Event = CallDecider.Event(call, token, sourceIp),
        Token = token,
        Jwks = _jwks,
    });

    private static (string Token, byte[] Jwks) Sign(JsonObject claims)
    {
        string header = StandInSignature.Part(new JsonObject { ["alg"] = "RS256", ["kid"] = "stand-in" });
        return StandInSignature.Sign($"{header}.{StandInSignature.Part(claims)}.")!.Value;
    }

    // Used if no issuer is configured. Accepts the stand-in's issuer and the issuers that the rules name.
    private static (string Issuers, string? Pools) IssuersOf(byte[] permissions)
    {
        (string[] urls, string[] pools) = ExplainedConfiguration.IssuersOfRules(permissions);
        return (string.Join(',', urls.Prepend(Issuer).Distinct()), pools.Length == 0 ? null : string.Join(',', pools));
    }

    // Assigns the key of the stand-in to every issuer.
    private byte[] Keys(byte[] permissions)
    {
        using var configuration = new ExplainedConfiguration(Variable, permissions, jwks: null, token: null);
        JsonNode keys = JsonNode.Parse(Sign(new JsonObject { ["iss"] = Issuer }).Jwks)!;
        keys = keys["keys"] is null ? keys.AsObject().First().Value! : keys;
        var pinned = new JsonObject();
        foreach (IssuerSettings issuer in configuration.Settings.Issuers)
        {
            pinned[issuer.Name] = keys.DeepClone();
        }

        return Encoding.UTF8.GetBytes(pinned.ToJsonString());
    }

    private string? Variable(string name) => name switch
    {
        ClientIds => _clients,
        Issuers => _issuers,
        UserPoolIds => _pools,
        _ when Variables.Contains(name) => _variables(name),
        _ => null,
    };
}
