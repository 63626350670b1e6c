using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using CsCheck;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>
/// Tests scope <c>principal</c> with generated rules, callers and requests. API Gateway caches the policy of one call and applies it to the
/// caller's other calls. For each of these calls, the cached policy must give the same decision as the authorizer, both in a policy and in a
/// simple response. Scope <c>route</c> must also give the same decision, except for the paths and methods that only scope
/// <c>principal</c> refuses.
/// </summary>
public sealed class PrincipalPolicyTests
{
    private static readonly int Callers = Effort.Cases(800);
    private const int RequestsOfACaller = 40;

    // Only a few words, so that routes, claims and paths often match. HostileWords are values that an attacker would try.
    private static readonly string[] Words = ["a", "b", "ab", "a b", "ä", "a:b", "$connect", "users", "~", "-", "$", "1"];

    private static readonly string[] HostileWords =
    [
        "*", "?", "a*", "/", "a/b", "..", ".", "", "%61", "a%2Fb", "${a}", "${aws:username}", "\\", "\u0001", "\u007f", "\u2028", "A", "{a}", "a\"b", "a;b", "..;", "a\u0085b", "\u009f",
    ];

    private static readonly string[] Methods = ["GET", "POST", "DELETE", "OPTIONS", "PURGE", "A-B"];
    private static readonly string[] UnusualMethods = ["get", "FOO", "A", "G", "-"];
    private static readonly string[] Claims = ["username", "custom:tenant", "absent", "number"];
    private static readonly string[] Groups = ["readers", "admins", "suspended"];

    private static readonly Gen<string> RouteSegment = Gen.Frequency(
        (5, Word(Words)),
        (2, Word(Claims).Select(claim => "{claim:" + claim + "}")));

    private static readonly Gen<string> RoutePath =
        from segments in RouteSegment.Array[0, 3]
        from any in Gen.Int[0, 2]
        from tail in Gen.Bool
        let path = string.Concat(segments.Select(segment => "/" + segment))
        select tail ? path + string.Concat(Enumerable.Range(0, any).Select(i => "/{p" + i + "}")) + "/**" : path.Length == 0 ? "/" : path;

    private static readonly Gen<string> RuleRoute = Gen.Frequency(
        (1, Gen.Const("$connect")),
        (9, Gen.Select(Gen.Frequency((2, Gen.Const("*")), (3, Word(Methods))), RoutePath, (method, path) => method + " " + path)));

    private static readonly Gen<JsonObject> When = Gen.OneOf(
        Gen.Const(() => new JsonObject()),
        Word(Groups).Select(group => new JsonObject { ["anyGroup"] = new JsonArray(group) }),
        Word(Words).Select(word => new JsonObject { ["claims"] = new JsonObject { ["custom:tenant"] = word } }));

    private static readonly Gen<JsonArray> Rules =
        Gen.Select(Gen.Frequency((3, Gen.Const("allow")), (1, Gen.Const("deny"))), RuleRoute.Array[1, 3], When)
            .Array[1, 5]
            .Select(rules => new JsonArray([.. rules.Select((rule, i) => new JsonObject
            {
                ["id"] = "rule-" + i,
                ["effect"] = rule.Item1,
                ["routes"] = new JsonArray([.. rule.Item2.Select(route => JsonValue.Create(route))]),
                ["when"] = rule.Item3,
            })]));

    private static readonly Gen<string> ClaimText = Gen.Frequency((3, Word(Words)), (2, Word(HostileWords)));

    private static readonly Gen<string> RequestPath =
        from segments in Gen.Frequency((8, Word(Words)), (1, Word(HostileWords))).Array[0, 5]
        select segments.Length == 0 ? "/" : string.Concat(segments.Select(segment => "/" + segment));

    private static readonly Gen<string> RequestRoute = Gen.Frequency(
        (1, Gen.Const("$connect")),
        (15, Gen.Select(Gen.Frequency((6, Word(Methods)), (1, Word(UnusualMethods))), RequestPath, (method, path) => method + path)));

    private static readonly Gen<Case> Cases = Gen.Select(
        Rules, ClaimText, ClaimText, Word(Groups).Array[0, 3], RequestRoute.Array[RequestsOfACaller],
        (rules, username, tenant, groups, requests) => new Case(rules.ToJsonString(), username, tenant, groups, requests));

    [Fact]
    public void A_cached_policy_gives_the_same_decisions_as_the_authorizer()
    {
        var tally = new Tally();
        Cases.Sample(c => CheckAsync(c, tally).GetAwaiter().GetResult(), iter: Callers, threads: 1, print: c => c.ToString());

        // The generated cases must include enough allowed calls, denied calls and exact policies.
        Assert.InRange(tally.Allowed, Callers, int.MaxValue);
        Assert.InRange(tally.Denied, Callers, int.MaxValue);
        Assert.InRange(tally.Exact, Callers * 8 / 10, int.MaxValue);
    }

    private static async Task CheckAsync(Case c, Tally tally)
    {
        string permissions = new JsonObject { ["version"] = 1, ["rules"] = JsonNode.Parse(c.Rules) }.ToJsonString();
        using AuthorizerOptions principal = Options(permissions, "principal");
        using AuthorizerOptions route = Options(permissions, "route");
        await using IAuthorizer authorizer = await InProcessHost.Instance.StartAsync(principal);
        await using IAuthorizer perRoute = await InProcessHost.Instance.StartAsync(route);
        string bearer = TestEvents.Bearer(TestTokens.Access(claims =>
        {
            claims["username"] = c.Username;
            claims["custom:tenant"] = c.Tenant;
            claims["number"] = new JsonArray(1, c.Tenant, null, 2.5);
            claims["cognito:groups"] = new JsonArray([.. c.Groups.Select(group => JsonValue.Create(group))]);
        }));

        var answers = new Dictionary<string, (JsonObject Json, IamPolicy Policy)>();
        var decisions = new List<(string Arn, bool Allowed)>();
        JsonNode? cached = null;
        foreach (string requested in c.Requests)
        {
            string arn = TestEvents.ArnPrefix + requested;
            string text = (await authorizer.InvokeAsync(Request(bearer, requested))).Text;
            if (!answers.TryGetValue(text, out (JsonObject Json, IamPolicy Policy) answer))
            {
                JsonObject json = JsonNode.Parse(text)!.AsObject();
                answers.Add(text, answer = (json, new IamPolicy(json["policyDocument"]!)));
            }

            bool decision = await IsAllowedAsync(authorizer, bearer, requested);
            bool routeDecision = new IamPolicy((await perRoute.InvokeAsync(Request(bearer, requested))).Json["policyDocument"]!).Allows(arn);
            bool wild = requested.AsSpan().ContainsAny('*', '?');
            bool sameInBoth = !requested.Contains('%', StringComparison.Ordinal) && IsKnownMethod(requested.Split('/')[0], c.Rules);
            Assert.True(
                decision == routeDecision || (!decision && !sameInBoth), $"{requested}: {decision} in scope principal, {routeDecision} in scope route");
            Assert.True(answer.Policy.Allows(arn) == decision || wild, $"{requested}: its own policy does not say {decision}");

            // A policy that cannot be exact contains only the requested route. A WebSocket API has only the route $connect.
            JsonNode document = answer.Json["policyDocument"]!;
            if (wild && !decision)
            {
                // The policy of this call denies only the requested path, so it does not affect other calls.
                Assert.False(answer.Policy.Allows(arn), $"{requested}: refused, and allowed by its own policy");
            }
            else if (requested == "$connect")
            {
                Assert.Equal(arn, document["Statement"]![0]!["Resource"]!.GetValue<string>());
            }
            else if (document["Statement"]![0]!["Resource"] is JsonArray)
            {
                Assert.Equal((cached ??= document).ToJsonString(), document.ToJsonString());
                Assert.Equal("6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa", answer.Json["context"]!["sub"]!.GetValue<string>());
                Assert.Equal(decision, answer.Json["context"]!["errorCode"] is null);
            }
            else
            {
                Assert.Null(cached);
                Assert.Contains("${", c.Username + c.Tenant, StringComparison.Ordinal);
            }

            if (!wild)
            {
                decisions.Add((arn, decision));
            }

            tally.Allowed += decision ? 1 : 0;
            tally.Denied += decision ? 0 : 1;
        }

        if (cached is not null)
        {
            // The policy of any first call is valid for all other calls.
            tally.Exact++;
            var policy = new IamPolicy(cached);
            Assert.All(decisions, call => Assert.True(policy.Allows(call.Arn) == call.Allowed, $"{call.Arn}: not what the cached policy says: {cached}"));
        }
    }

    // Scope principal supports the methods of API Gateway and those in the rules.
    private static bool IsKnownMethod(string method, string rules) =>
        method is "GET" or "POST" or "DELETE" or "OPTIONS" or "$connect" || rules.Contains($"\"{method} ", StringComparison.Ordinal);

    private static Gen<string> Word(string[] words) => Gen.Int[0, words.Length - 1].Select(index => words[index]);

    // Returns the decision without a policy, from a simple response. WebSocket APIs do not support simple responses.
    private static async Task<bool> IsAllowedAsync(IAuthorizer authorizer, string bearer, string requested)
    {
        if (requested == "$connect")
        {
            return (await authorizer.InvokeAsync(Request(bearer, requested))).Json["context"]!["errorCode"] is null;
        }

        int slash = requested.IndexOf('/', StringComparison.Ordinal);
        JsonObject request = TestEvents.HttpV2(bearer, requested[..slash], requested[slash..]);
        Answer answer = await authorizer.InvokeAsync(request);
        Assert.False(answer.IsError, answer.Text + request);
        return answer.Json["isAuthorized"]!.GetValue<bool>();
    }

    private static JsonObject Request(string bearer, string requested) => requested == "$connect"
        ? TestEvents.WebSocketConnect(null).With(request => request["headers"]!["Authorization"] = bearer)
        : new JsonObject { ["type"] = "TOKEN", ["authorizationToken"] = bearer, ["methodArn"] = TestEvents.ArnPrefix + requested };

    private static AuthorizerOptions Options(string permissions, string scope) =>
        new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", scope), ("AWS_LAMBDA_LOG_LEVEL", "FATAL")).Permissions(permissions);

#pragma warning disable CA1812 // A lambda expression of the generator creates it.
    private sealed record Case(string Rules, string Username, string Tenant, string[] Groups, string[] Requests)
    {
        public override string ToString() =>
            $"rules {Rules}, username {Username}, tenant {Tenant}, groups {string.Join(' ', Groups)}, requests {string.Join(" | ", Requests)}";
    }

    private sealed class Tally
    {
        public int Allowed { get; set; }

        public int Denied { get; set; }

        public int Exact { get; set; }
    }
}
