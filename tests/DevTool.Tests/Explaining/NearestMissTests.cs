using System;
using System.Text;
using System.Text.Json.Nodes;
using Contract;
using DevTool.Explaining;
using Xunit;

namespace DevTool.Tests.Explaining;

/// <summary>One sentence explains the rules' decision.</summary>
public sealed class NearestMissTests
{
    private const string Rules = """
        {
          "version": 1,
          "rules": [
            { "id": "pets", "effect": "allow", "routes": ["GET /pets", "GET /pets/{id}"], "when": { "anyGroup": ["readers", "admins", "vets"] } },
            { "id": "admin", "effect": "allow", "routes": ["* /admin/**"], "when": { "allGroups": ["admins"] } },
            { "id": "own", "effect": "allow", "routes": ["* /users/{claim:username}/**"] },
            { "id": "orders", "effect": "allow", "routes": ["POST /orders"], "when": { "anyScope": ["orders/write"], "claims": { "team": ["a", 1] }, "tokenUse": "id" } },
            { "id": "bills", "effect": "allow", "routes": ["PUT /bills"], "when": { "allScopes": ["b/read", "b/write"], "claims": { "team": "a" } } },
            { "id": "clerks", "effect": "allow", "routes": ["POST /orders"], "when": { "allGroups": ["clerks", "staff"], "tokenUse": "access" } },
            { "id": "client", "effect": "allow", "routes": ["GET /client"], "when": { "clientIds": ["other"] } },
            { "id": "old", "effect": "deny", "routes": ["* /old/**"] },
            { "id": "suspended", "effect": "deny", "routes": ["* /**"], "when": { "anyGroup": ["suspended"] } }
          ]
        }
        """;

    [Theory]
    [InlineData("GET /pets", "readers", """rule "pets" allows group readers, admins or vets""")]
    [InlineData("GET /admin/x", "readers", """rule "admin" requires group admins; alice has readers""", "admin")]
    [InlineData("GET /admin/x", "", """rule "admin" requires group admins; alice has no group""", "admin")]
    [InlineData("GET /pets", "suspended", """rule "suspended" denies group suspended""")]
    [InlineData("GET /old", "readers", """rule "old" denies every caller""")]
    [InlineData("GET /users/ann/x", "readers", """rule "own" allows username "ann" for this path""")]
    [InlineData("GET /users/bob/x", "readers", """rule "own" requires username "bob" for this path; alice has "ann" """, "own")]
    [InlineData("POST /orders", "staff x", """rule "clerks" requires groups clerks and staff; alice has staff and x""", "clerks")]
    [InlineData("GET /client", "a b c d e f g", """rule "client" requires app client other; alice has app client """ + TestTokens.ClientId, "client")]
    [InlineData("GET /adminn/x", "readers", """no allow rule covers GET /adminn/x; the nearest route is * /admin/** (rule "admin", line 5)""", "admin")]
    [InlineData("DELETE /pets", "readers", """no allow rule covers DELETE /pets; the nearest route is GET /pets (rule "pets", line 4)""", "pets")]
    [InlineData("GET /Pets", "readers", """no allow rule covers GET /Pets; the nearest route is GET /pets (rule "pets", line 4)""", "pets")]
    [InlineData("GET /pets/1/toys", "readers", """no allow rule covers GET /pets/1/toys; the nearest route is GET /pets/{id} (rule "pets", line 4)""", "pets")]
    [InlineData("GET /zebra", "readers", "no allow rule covers GET /zebra")]
    [InlineData("$connect", "readers", "no rule covers $connect")]
    public void The_sentence_has_the_rule_and_the_missing_facts(string route, string groups, string sentence, string? nearest = null)
    {
        Explanation explanation = Explain(route, claims => claims["cognito:groups"] = Groups(groups));

        Assert.Equal((sentence.TrimEnd(), nearest), (explanation.Why, explanation.NearestRuleId));
        Assert.Equal(nearest is null, explanation.NearestRuleLine is null);
        Assert.Equal(explanation.Answer.Status, explanation.Status);
    }

    [Fact]
    public void The_rule_with_the_fewest_failing_conditions_is_chosen() => Assert.Equal(
        """rule "orders" requires an ID token; alice has an access token""",
        Explain("POST /orders", claims => (claims["scope"], claims["team"], claims["cognito:groups"]) = ("openid orders/write", 1, new JsonArray())).Why);

    [Fact]
    public void The_sentence_has_all_failing_conditions() => Assert.Equal(
        """rule "bills" requires scopes b/read and b/write and team "a"; alice has scope b/read and team ["x",2]""",
        Explain("PUT /bills", claims => (claims["scope"], claims["team"]) = ("b/read", new JsonArray("x", 2))).Why);

    [Fact]
    public void A_refusal_before_rule_evaluation_is_explained_in_one_sentence()
    {
        Explanation explanation = Explain("GET /pets", claims => claims["exp"] = TestTokens.Now - 300);

        Assert.StartsWith("the token expired 5 minutes ago", explanation.Why, StringComparison.Ordinal);
        Assert.Equal((401, false), (explanation.Status, explanation.Assumed));
    }

    [Fact]
    public void A_method_that_a_policy_cannot_contain_is_reported()
    {
        Explanation explanation = Explain("FOO /x", _ => { }, """{ "version": 1, "rules": [{ "id": "all", "effect": "allow", "routes": ["* /**"] }] }""", "principal");

        Assert.Equal((403, "AUTHORIZER_POLICY_SCOPE=principal requires that a rule names the method FOO, but no rule does"), (explanation.Status, explanation.Why));
    }

    private static JsonArray Groups(string groups)
    {
        var array = new JsonArray();
        foreach (string group in groups.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            array.Add(group);
        }

        return array;
    }

    private static Explanation Explain(string route, Action<JsonObject> change, string rules = Rules, string? scope = null)
    {
        string token = TestTokens.Access(change);
        return Explainer.Explain(new ExplainRequest
        {
            Variables = name => name switch { "AUTHORIZER_TOKEN_USE" => "any", "AUTHORIZER_POLICY_SCOPE" => scope, _ => null },
            PermissionsName = "permissions.json",
            Permissions = Encoding.UTF8.GetBytes(rules),
            Event = Encoding.UTF8.GetBytes(RequestSynthesis.Create(route, token, tokenSources: null, EventShape.RestRequest).ToJsonString()),
            Token = token,
            Jwks = Encoding.UTF8.GetBytes(SigningKey.Jwks(SigningKey.Default.Jwk())),
            CallerName = "alice",
        });
    }
}
