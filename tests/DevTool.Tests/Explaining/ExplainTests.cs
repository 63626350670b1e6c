using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Contract;
using CsCheck;
using DevTool.Explaining;
using Xunit;

namespace DevTool.Tests.Explaining;

/// <summary>Explanations have the reasons that the demo shows, and agree with the rules' decisions.</summary>
public sealed class ExplainTests
{
    private static readonly byte[] Sample = File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"));
    private static readonly byte[] Jwks = Encoding.UTF8.GetBytes(SigningKey.Jwks(SigningKey.Default.Jwk()));

    [Fact]
    public void The_explanation_of_an_allowed_call_has_rule_and_line()
    {
        Explanation explanation = Explain(TestTokens.Access());

        Assert.Equal(("allow", "allowed", "read-pets", 200), (explanation.Decision, explanation.Reason, explanation.RuleId, explanation.Answer.Status));
        Assert.Equal(LineOf("read-pets"), explanation.RuleLine);
        Assert.True(explanation.Token!.Verified);
        ExplainedRule rule = Assert.Single(explanation.Rules, candidate => candidate.Decides);
        Assert.Equal("readers", Assert.Single(rule.Conditions).Has);
        Assert.Contains("\"Effect\":\"Allow\"", explanation.Answer.Body, StringComparison.Ordinal);
        Assert.Contains("read-pets", explanation.LogLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_token_is_reported() =>
        IsRefused(Explain(token: null), "unauthorized", "token_missing", "token", "looked in Authorization header");

    [Fact]
    public void A_tampered_token_is_reported()
    {
        string[] parts = TestTokens.Access().Split('.');
        string changed = TestTokens.Access(claims => claims["cognito:groups"] = new JsonArray("admins")).Split('.')[1];

        Explanation explanation = Explain($"{parts[0]}.{changed}.{parts[2]}", "GET /admin/reports");

        IsRefused(explanation, "unauthorized", "signature_invalid", "signature", "the signature is invalid");
        Assert.False(explanation.Token!.Verified);
        Assert.Empty(explanation.Rules);
    }

    [Fact]
    public void An_id_token_is_reported() =>
        IsRefused(Explain(TestTokens.Id()), "unauthorized", "token_use_not_allowed", "claims", "token_use is \"id\"");

    [Fact]
    public void An_expired_token_is_reported() => IsRefused(
        Explain(TestTokens.Access(claims => claims["exp"] = TestTokens.Now - 600)), "unauthorized", "token_expired", "claims", "10 minutes ago");

    [Fact]
    public void A_route_of_another_group_is_explained_rule_by_rule()
    {
        Explanation explanation = Explain(TestTokens.Access(), "GET /admin/reports");

        Assert.Equal(("deny", "route_not_permitted", null), (explanation.Decision, explanation.Reason, explanation.RuleId));
        ExplainedRule admin = Assert.Single(explanation.Rules, rule => rule.Id == "admin");
        Assert.True(Assert.Single(admin.Routes).Matches);
        ExplainedCondition condition = Assert.Single(admin.Conditions);
        Assert.Equal(("allGroups", false), (condition.Name, condition.Holds));
        Assert.Equal("requires group admins; the caller has readers", condition.Reason);
    }

    [Fact]
    public void The_path_of_the_caller_is_allowed_by_its_rule() =>
        Assert.Equal("own-path", Explain(TestTokens.Access(), "GET /users/ann/orders").RuleId);

    [Fact]
    public void The_explanation_of_another_users_path_has_segment_and_claim()
    {
        Explanation explanation = Explain(TestTokens.Access(), "GET /users/bob/orders");

        Assert.Equal("route_not_permitted", explanation.Reason);
        ExplainedRule own = Assert.Single(explanation.Rules, rule => rule.Id == "own-path");
        Assert.Equal("segment 2: \"bob\" is not the caller's username, \"ann\"", Assert.Single(own.Routes).Reason);
    }

    [Fact]
    public void A_deny_rule_overrides_an_allow_rule()
    {
        Explanation explanation = Explain(TestTokens.Access(claims => claims["cognito:groups"] = new JsonArray("readers", "suspended")));

        Assert.Equal(("deny", "suspended"), (explanation.Decision, explanation.RuleId));
        Assert.Equal(["read-pets", "suspended"], explanation.Rules.Where(rule => rule.Matches).Select(rule => rule.Id));
    }

    [Fact]
    public void A_path_that_is_not_canonical_is_reported() =>
        IsRefused(Explain(TestTokens.Access(), "GET /pets/"), "deny", "path_not_canonical", "path", "not canonical");

    [Fact]
    public void Without_keys_the_decision_assumes_a_genuine_token()
    {
        Explanation explanation = Explain(TestTokens.Access(), keys: false);

        Assert.Equal(("allow", "read-pets", 200, true), (explanation.Decision, explanation.RuleId, explanation.Status, explanation.Assumed));
        Assert.False(explanation.Token!.Verified);
        Assert.All(explanation.Steps.Where(step => step.Stage is "key" or "signature"), step => Assert.Equal(StepResult.Shown, step.Result));
    }

    [Fact]
    public void Missing_settings_are_read_from_the_token_and_reported_as_assumptions()
    {
        Explanation explanation = Explainer.Explain(Request(TestTokens.Access(), "GET /pets", keys: true) with { Variables = _ => null });

        Assert.Equal("allow", explanation.Decision);
        Assert.Contains(explanation.Assumptions, text => text.Contains(TestTokens.Issuer, StringComparison.Ordinal));
        Assert.Contains(explanation.Assumptions, text => text.Contains(TestTokens.ClientId, StringComparison.Ordinal));
    }

    [Fact]
    public void A_claim_of_a_route_is_found_after_a_condition_on_another_claim()
    {
        const string Permissions = """
            { "version": 1, "rules": [{ "id": "team", "effect": "allow", "routes": ["GET /{claim:team}"], "when": { "claims": { "level": 2 } } }] }
            """;
        string token = TestTokens.Access(claims => (claims["level"], claims["team"]) = (2, "red"));

        Explanation explanation = Explainer.Explain(Request(token, "GET /red", keys: true) with { Permissions = Encoding.UTF8.GetBytes(Permissions) });

        ExplainedRule rule = Assert.Single(explanation.Rules);
        Assert.True(rule.Matches);
        Assert.Equal("method and path match", Assert.Single(rule.Routes).Reason);
    }

    [Fact]
    public void Explanations_of_rules_agree_with_the_decisions_of_the_rules()
    {
        Gen<string> segment = OneOf("a", "b", "{x}", "{claim:username}", "{claim:team}");
        Gen<string> path = segment.Array[0, 3].Select(segments => "/" + string.Join('/', segments));
        Gen<string> route = Gen.Select(OneOf("GET", "POST", "*"), path, Gen.Bool, (method, at, below) =>
            below ? $"{method} {(at == "/" ? string.Empty : at)}/**" : $"{method} {at}");
        Gen<string> when = OneOf(
            "{}", """{"anyGroup":["a","b"]}""", """{"allGroups":["a","b"]}""", """{"anyScope":["s"]}""", """{"allScopes":["s","t"]}""",
            """{"tokenUse":"access"}""", """{"tokenUse":"id"}""", """{"claims":{"team":["a",1,true]}}""", """{"claims":{"level":2},"anyGroup":["b"]}""");
        Gen<string> rules = Gen.Select(OneOf("allow", "allow", "deny"), route.Array[1, 3], when, RuleBody).Array[0, 5].Select(Document);
        Gen<Action<JsonObject>> change = OneOf<Action<JsonObject>>(
            _ => { },
            claims => claims["cognito:groups"] = new JsonArray("a", "b"),
            claims => claims["team"] = "a",
            claims => claims["team"] = new JsonArray("x", 1.0),
            claims => claims["level"] = 2.0,
            claims => claims["scope"] = "s t",
            claims => claims.Remove("scope"),
            claims => claims["exp"] = TestTokens.Now - 600,
            claims => claims["exp"] = "soon",
            claims => claims["iat"] = TestTokens.Now + 600,
            claims => claims["nbf"] = 1e300,
            claims => claims.Remove("sub"),
            claims => claims["client_id"] = "other",
            claims => claims["aud"] = new JsonArray(TestTokens.ClientId, 1),
            claims => claims["token_use"] = "refresh",
            claims => claims["iss"] = "https://other.example.com",
            claims => claims["cognito:groups"] = new JsonArray("a", 1),
            claims => claims["username"] = "a");
        Gen<string> request = OneOf("/", "/a", "/b", "/a/b", "/a/a/b", "/b/%61", "/a/", "/a/../b", "/a/%2e", "/c/d/e/f");
        var seen = new HashSet<string>();

        Gen.Select(rules, change.Array[0, 3], Gen.Bool, OneOf("GET", "POST", "DELETE"), request).Sample(
            (permissions, changes, id, method, at) =>
            {
                Action<JsonObject> all = claims => Array.ForEach(changes, one => one(claims));
                string token = id ? TestTokens.Id(all) : TestTokens.Access(all);
                Explanation explanation = Explainer.Explain(
                    Request(token, $"{method} {at}", keys: true, "any") with { Permissions = Encoding.UTF8.GetBytes(permissions) });
                _ = seen.Add(explanation.Reason);
                Assert.All(explanation.Steps.SkipLast(1), step => Assert.Equal(StepResult.Passed, step.Result));
                Assert.True(explanation.Steps[^1].Result == StepResult.Passed || explanation.Steps[^1].Text == explanation.Why);
                Assert.All(explanation.Rules, rule => Assert.Equal(rule.Matches, rule.Routes.Any(one => one.Matches) && rule.Conditions.All(one => one.Holds)));
                Assert.All(explanation.Rules.SelectMany(rule => rule.Routes), one => Assert.Equal(one.Matches, one.Reason == "method and path match"));
                ExplainedRule? decisive = explanation.Rules.FirstOrDefault(rule => rule is { Matches: true, Effect: "deny" }) ?? explanation.Rules.FirstOrDefault(rule => rule.Matches);
                Assert.Equal(decisive?.Id, explanation.RuleId);
                Assert.Equal(decisive, explanation.Rules.SingleOrDefault(rule => rule.Decides));
            },
            iter: 500,
            threads: 1);

        Assert.Superset(new HashSet<string> { "allowed", "route_not_permitted", "path_not_canonical", "token_expired", "claim_invalid" }, seen);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string RuleBody(string effect, string[] routes, string when) =>
        $"\"effect\": \"{effect}\", \"routes\": [\"{string.Join("\", \"", routes)}\"], \"when\": {when} }}";

    private static string Document(string[] bodies) =>
        "{ \"version\": 1, \"rules\": [" + string.Join(",\n", bodies.Select((body, i) => $"{{ \"id\": \"r{i}\", {body}")) + "] }";

    private static void IsRefused(Explanation explanation, string decision, string reason, string stage, string text)
    {
        Assert.Equal((decision, reason), (explanation.Decision, explanation.Reason));
        ExplainedStep refusal = Assert.Single(explanation.Steps, step => step.Result == StepResult.Refused);
        Assert.Equal(stage, refusal.Stage);
        Assert.Contains(text, refusal.Text, StringComparison.OrdinalIgnoreCase);
    }

    private static int LineOf(string rule) =>
        1 + Array.FindIndex(Encoding.UTF8.GetString(Sample).Split('\n'), line => line.Contains($"\"{rule}\"", StringComparison.Ordinal));

    private static Explanation Explain(string? token, string route = "GET /pets", bool keys = true)
    {
        Explanation explanation = Explainer.Explain(Request(token, route, keys));
        return explanation;
    }

    private static ExplainRequest Request(string? token, string route, bool keys, string? tokenUse = null) => new()
    {
        Variables = name => name switch
        {
            "AUTHORIZER_USER_POOL_IDS" => TestTokens.UserPoolId,
            "AUTHORIZER_CLIENT_IDS" => TestTokens.ClientId,
            "AUTHORIZER_TOKEN_USE" => tokenUse,
            _ => null,
        },
        PermissionsName = "permissions.json",
        Permissions = Sample,
        Event = Encoding.UTF8.GetBytes(RequestSynthesis.Create(route, token, tokenSources: null, EventShape.RestRequest).ToJsonString()),
        Token = token,
        Jwks = keys ? Jwks : null,
    };
}
