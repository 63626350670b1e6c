using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Lambda.Native;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Signatures;
using Authorizer.Tokens;
using Contract;
using CsCheck;
using DevTool.Comparing;
using DevTool.Explaining;

namespace DevTool.Tests.Comparing;

/// <summary>
/// A small set of callers, calls and rules. A test can therefore try every call of every caller with the authorizer's own rule set. The same
/// words are used as groups, claim values and path segments. Some words occur in no rule.
/// </summary>
internal static class SmallUniverse
{
    private const string Issuer = "https://issuer.example";
    private static readonly string[] Words = ["x", "b", "y", "2"];
    private static readonly string[] PathWords = ["x", "b", "y", "z", "2"];
    private const long Now = 3_900_000_000;
    private static readonly int[] Ages = [0, 59, 60, 3599, 3600, 100_000, 1];
    private static readonly string[] Addresses = ["10.1.2.3", "10.9.9.9", "203.0.113.5", "2001:db8::1", "2a00::1", "127.0.0.1", "::1", "192.0.2.1"];
    private static int _callers;
    private static readonly RsaSha256Key Key = CreateKey();

    /// <summary>The callers.</summary>
    public static IReadOnlyList<UniverseCaller> Callers { get; } = [.. CreateCallers()];

    /// <summary>The calls: methods with paths, <c>$connect</c> without a path, and MCP requests.</summary>
    public static IReadOnlyList<UniverseCall> Calls { get; } =
    [
        new UniverseCall("$connect", Path: null),
        .. from method in new[] { "GET", "POST", "PUT", "BREW" }
           from path in Paths(3)
           select new UniverseCall(method, path),
        .. from path in Paths(1)
           from mcp in new McpText[] { new("tools/call", "x"), new("tools/call", "xb"), new("tools/call", "xbz"), new("tools/call", "y"), new("tools/call", "2"), new("tools/call", "t s"), new("prompts/get", "x"), new("tools/list", null), new("other", null) }
           select new UniverseCall("POST", path, mcp),
    ];

    /// <summary>Random rules as JSON.</summary>
    public static Gen<JsonObject[]> Rules { get; } = Rule().Array[0, 4];

    /// <summary>Random rules for the policy scope <c>principal</c>. They do not contain <c>{any}</c>, because a policy cannot express it.</summary>
    public static Gen<JsonObject[]> PrincipalRules { get; } = Rules.Select(rules => rules.Select(rule =>
    {
        JsonObject copy = rule.DeepClone().AsObject();
        _ = copy["when"]!.AsObject().Remove("sourceIp");
        _ = copy["when"]!.AsObject().Remove("signedInWithin");
        copy["routes"] = new JsonArray([.. copy["routes"]!.AsArray().Select(route => JsonValue.Create(route!.GetValue<string>().Replace("{any}", "y", StringComparison.Ordinal).Replace("MCP /", "POST /", StringComparison.Ordinal).Split(" tools/")[0].Split(" *")[0]))]);
        return copy;
    }).ToArray());

    public static string? PrincipalVariable(string name) => name == "AUTHORIZER_POLICY_SCOPE" ? "principal" : Variable(name);

    public static string? Variable(string name) => name switch
    {
        "AUTHORIZER_CLIENT_IDS" => "c1,c2",
        "AUTHORIZER_TOKEN_USE" => "any",
        "AUTHORIZER_ISSUERS" => Issuer,
        _ => null,
    };

    public static byte[] File(IEnumerable<JsonObject> rules) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["version"] = 1,
        ["rules"] = new JsonArray([.. rules.Select((rule, i) =>
        {
            JsonNode copy = rule.DeepClone();
            copy["id"] = "rule-" + i;
            return copy;
        })]),
    }.ToJsonString());

    public static PermissionsVersion Read(byte[] file, PolicyScope scope = PolicyScope.Route) =>
        PermissionsVersion.Read("rules", file, scope == PolicyScope.Route ? Variable : PrincipalVariable);

    /// <summary>The authorizer's decisions about all calls of a caller.</summary>
    public static bool[] Decide(IReadOnlyList<Rule> rules, UniverseCaller caller, PolicyScope scope = PolicyScope.Route)
    {
        var names = new ClaimNames();
        var ruleSet = new RuleSet(rules, scope, names);
        var reader = new VerifiedToken.Reader(16384, names);
        if (reader.TryRead(TokenText.Of(caller.Token, rs256: null), out VerifiedToken.Reader.Candidate candidate) is not null
            || !candidate.TryVerify(Key, out VerifiedToken token))
        {
            throw new InvalidOperationException("the token of the test is not valid");
        }

        Caller lookedUp = ruleSet.LookUp(token, Encoding.UTF8.GetBytes(caller.Client), new Circumstances(Now, caller.Address));
        bool[] allowed = new bool[Calls.Count];
        for (int i = 0; i < allowed.Length; i++)
        {
            (string methodText, string[]? path, McpText? mcp) = Calls[i];
            byte[] method = Encoding.UTF8.GetBytes(methodText);
            byte[] text = Encoding.UTF8.GetBytes(path is null ? string.Empty : "/" + string.Join('/', path));
            bool decidesMcp = path is not null && ruleSet.DecidesMcp(lookedUp, method, text);
            McpCall call = decidesMcp && mcp is not null ? new McpCall(Encoding.UTF8.GetBytes(mcp.Method), Encoding.UTF8.GetBytes(mcp.Name ?? string.Empty)) : default;
            allowed[i] = (!decidesMcp || mcp is not null) && ruleSet.Decide(lookedUp, method, text, call).Allowed;
        }

        return allowed;
    }

    /// <summary>Whether a fact is true for a caller. This method reads the claims itself and does not use the code under test.</summary>
    public static bool Holds(Literal literal, UniverseCaller caller, UniverseCall call)
    {
        Fact fact = literal.Fact;
        JsonNode? claim = caller.Claims[fact.Name];
        JsonNode?[] values = claim is JsonArray array ? [.. array] : [claim];
        return literal.Holds == fact.Kind switch
        {
            FactKind.IdToken => caller.Claims["token_use"]!.GetValue<string>() == "id",
            FactKind.Client => caller.Client == fact.Name,
            FactKind.Scope => caller.Claims["scope"]?.GetValue<string>().Split(' ').Contains(fact.Name) == true,
            FactKind.SignedInWithin => caller.Age < int.Parse(fact.Value, System.Globalization.CultureInfo.InvariantCulture),
            FactKind.SourceIp => System.Net.IPNetwork.Parse(fact.Value).Contains(System.Net.IPAddress.Parse(caller.SourceIp)),
            FactKind.Claim => values.Any(one => one?.ToJsonString() == Wording.Json(fact)),
            _ when fact.Segment == Fact.NameSegment => call.Mcp?.Name is { } name && values.Any(one => IsTextOf(one, name)),
            _ => call.Path is { } path && fact.Segment < path.Length && values.Any(one => IsTextOf(one, path[fact.Segment])),
        };
    }

    private static bool IsTextOf(JsonNode? value, string text) =>
        value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number && value.ToString() == text;

    private static IEnumerable<string[]> Paths(int depth) =>
        depth == 0 ? [[]] : [[], .. Paths(depth - 1).SelectMany(rest => PathWords.Select(first => (string[])[first, .. rest]))];

    private static IEnumerable<UniverseCaller> CreateCallers() =>
        from groups in new string?[] { null, "[]", "[\"a\"]", "[\"b\"]", "[\"a\",\"b\"]" }
        from scope in new[] { null, "\"s\"", "\"t s\"", "\"s t\"", "\"b\"" }
        from token in new (string Client, bool Id, string? Audience)[] { ("c1", false, null), ("c2", false, "\"c1\""), ("c1", true, "\"c1\""), ("c2", true, "[\"c2\",\"c1\"]") }
        from username in new[] { null, "\"x\"", "\"y\"", "\"b\"" }
        from role in new[] { null, "\"x\"", "\"y\"", "\"z\"", "2.0", "true", "[\"x\",2,\"b\"]", "[\"y\"]", "\"2\"", "[\"z\",\"y\"]" }
        let number = Interlocked.Increment(ref _callers)
        select new UniverseCaller(Ages[number % Ages.Length], Addresses[number % Addresses.Length], groups, scope, token.Client, token.Id, token.Audience, username, role);

    private static Gen<JsonObject> Rule() =>
        from deny in Gen.Int[0, 3]
        from routes in Gen.Frequency((1, Gen.Const("$connect")), (8, Path()), (4, Mcp())).Array[1, 2]
        from conditions in Gen.Frequency((6, Condition()), (1, ReservedCondition())).Array[0, 2]
        select new JsonObject
        {
            ["effect"] = deny == 0 ? "deny" : "allow",
            ["routes"] = new JsonArray([.. routes.Select(route => JsonValue.Create(route))]),
            ["when"] = When(conditions),
        };

    private static JsonObject When((string Name, string Json)[] conditions)
    {
        var when = new JsonObject();
        foreach ((string name, string json) in conditions)
        {
            if (name.StartsWith("claims.", StringComparison.Ordinal))
            {
                JsonObject claims = when["claims"]?.AsObject() ?? [];
                claims[name["claims.".Length..]] = JsonNode.Parse(json);
                when["claims"] ??= claims;
            }
            else
            {
                when[name] = JsonNode.Parse(json);
            }
        }

        return when;
    }

    private static Gen<string> Path() =>
        from method in Pick("GET", "*", "POST")
        from segments in Gen.Frequency((4, Pick(Words)), (2, Gen.Const("{any}")), (4, Pick("{claim:username}", "{claim:role}")), (1, Pick("{claim:scope}", "{claim:client_id}", "{claim:absent}"))).Array[0, 3]
        from below in Gen.Bool
        let path = string.Concat(segments.Select(segment => "/" + segment))
        select method + " " + (below ? path + "/**" : path.Length == 0 ? "/" : path);

    private static Gen<string> Mcp() =>
        from path in Pick("/", "/x", "/x", "/{claim:username}", "/{claim:role}", "/{any}", "/x/**", "/**")
        from mcp in Pick("*", "tools/list", "tools/call", "tools/call x", "tools/call x*", "tools/call xb*", "* y", "* x*", "tools/call {claim:username}", "* {claim:role}", "tools/call {claim:role}", "* {claim:scope}", "tools/call {claim:client_id}", "tools/call 2*", "* t *")
        select $"MCP {path} {mcp}";

    private static Gen<(string Name, string Json)> Condition() => Pick(
        ("anyGroup", "[\"a\"]"), ("anyGroup", "[\"a\",\"b\"]"), ("allGroups", "[\"a\",\"b\"]"), ("anyGroup", "[\"b\"]"),
        ("anyScope", "[\"s\"]"), ("allScopes", "[\"s\",\"t\"]"), ("anyScope", "[\"s\",\"t\"]"), ("clientIds", "[\"c1\"]"), ("clientIds", "[\"c2\",\"c1\"]"),
        ("tokenUse", "\"access\""), ("tokenUse", "\"id\""), ("claims.role", "\"x\""), ("claims.role", "[2,true]"), ("claims.role", "[\"b\",20e-1]"),
        ("signedInWithin", "60"), ("signedInWithin", "3600"), ("issuers", $"[\"{Issuer}\"]"),
        ("sourceIp", "[\"10.0.0.0/8\"]"), ("sourceIp", "[\"10.1.0.0/16\",\"2001:db8::/32\"]"), ("sourceIp", "[\"0.0.0.0/1\",\"128.0.0.0/1\"]"), ("sourceIp", "[\"::/0\"]"),
        ("claims.username", "\"x\""), ("claims.username", "[\"y\",\"b\"]"));

    private static Gen<(string Name, string Json)> ReservedCondition() => Pick(
        ("claims.token_use", "\"id\""), ("claims.client_id", "\"c1\""), ("claims.client_id", "[\"c1\",\"c2\"]"), ("claims.scope", "\"s t\""), ("claims.scope", "[\"s\",\"b\"]"),
        ("claims.cognito:groups", "[\"a\",2]"), ("claims.aud", "\"c1\""), ("claims.iss", $"\"{Issuer}\""), ("claims.sub", "\"\""));

    private static Gen<T> Pick<T>(params T[] items) => Gen.Int[0, items.Length - 1].Select(i => items[i]);

    private static RsaSha256Key CreateKey()
    {
        JsonObject jwk = SigningKey.Default.Jwk();
        return new OpenSslRs256().ImportKey(
            Base64Url.DecodeFromChars(jwk["n"]!.GetValue<string>()), Base64Url.DecodeFromChars(jwk["e"]!.GetValue<string>()))!;
    }

    internal sealed record UniverseCall(string Method, string[]? Path, McpText? Mcp = null)
    {
        public string Text => Path is null ? Method : Mcp is null ? $"{Method} /{string.Join('/', Path)}" : $"MCP /{string.Join('/', Path)} {Mcp}";

        // If no file has MCP routes, a POST with MCP headers is an ordinary POST.
        public bool IsOf(CallKind kind, IReadOnlyList<CallKind> all) =>
            (kind.Method == Method || (kind.Method is null && Path is not null && !all.Any(other => other.Method == Method)))
            && (Mcp is null ? !kind.IsMcp : !kind.IsMcpPath || (kind.IsMcp
                && (kind.McpMethod == Mcp.Method || (kind.McpMethod is null && !all.Any(other => other.McpMethod == Mcp.Method)))
                && (kind.Name is null || (Mcp.Name is not null && kind.Name.Contains(Mcp.Name)))));
    }

    internal sealed class UniverseCaller
    {
        public UniverseCaller(int age, string sourceIp, string? groups, string? scope, string client, bool id, string? audience, string? username, string? role)
        {
            (Client, Age, SourceIp) = (client, age, sourceIp);
            Claims = new JsonObject { ["iss"] = Issuer, ["sub"] = "someone", ["exp"] = 4_000_000_000, ["auth_time"] = Now - age, ["token_use"] = id ? "id" : "access" };
            if (!id)
            {
                Claims["client_id"] = client;
            }

            foreach ((string name, string? json) in new[] { ("cognito:groups", groups), ("scope", scope), ("aud", audience), ("username", username), ("role", role) })
            {
                if (json is not null)
                {
                    Claims[name] = JsonNode.Parse(json);
                }
            }

            // Numbers with the same value may be written differently. The test compares them in one form.
            Token = Encoding.ASCII.GetBytes(SigningKey.Default.Token(TestTokens.Header().ToJsonString(), Claims.ToJsonString()));
            if (role == "2.0")
            {
                Claims["role"] = 2;
            }
        }

        public JsonObject Claims { get; }

        public string Client { get; }

        public int Age { get; }

        public string SourceIp { get; }

        public UInt128 Address => IpAddress.TryParse(Encoding.ASCII.GetBytes(SourceIp), out UInt128 address) ? address : throw new InvalidOperationException(SourceIp);

        public byte[] Token { get; }
    }
}
