using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using DevTool.Checking;
using DevTool.Explaining;
using DevTool.Formatting;

namespace DevTool.Playground;

/// <summary>Writes a decision as a permission test: the caller with the claims of the token, and the call that must be allowed or denied.</summary>
internal static class TestCaseDraft
{
    private static readonly string[] Names = ["username", "cognito:username", "client_id", "aud", "sub"];

    // These claims are not copied, because the test format has separate members for them or the test run sets them.
    private static readonly string[] OwnMembers =
        ["cognito:groups", "scope", "client_id", "aud", "token_use", "iss", "exp", "iat", "nbf"];

    /// <summary>Writes a test.</summary>
    /// <param name="permissionsName">The file name of the permissions file.</param>
    /// <param name="rules">The summary of the permissions file. Only claims that the file names are copied.</param>
    /// <param name="explanation">The decision.</param>
    /// <returns>The test file, or <see langword="null"/> if the decision depends on the token and not on the rules.</returns>
    public static string? Of(string permissionsName, PermissionsSummary rules, Explanation explanation)
    {
        if (explanation.Decision is not ("allow" or "deny") || explanation.Token?.Claims is not { } json || JsonNode.Parse(json) is not JsonObject claims)
        {
            return null;
        }

        string name = Names.Select(claim => claims[claim]).OfType<JsonValue>().Select(value => value.ToString()).FirstOrDefault() ?? "caller";
        var test = new JsonObject { ["caller"] = name };
        if (explanation.RuleId is not null)
        {
            test["rule"] = explanation.RuleId;
        }

        test[explanation.Decision] = new JsonArray(explanation.Request);
        var document = new JsonObject
        {
            ["version"] = 1,
            ["permissions"] = permissionsName,
            ["callers"] = new JsonObject { [name] = Caller(claims, rules) },
            ["tests"] = new JsonArray(test),
        };
        return Encoding.UTF8.GetString(PermissionsLayout.Format(Encoding.UTF8.GetBytes(document.ToJsonString())));
    }

    private static JsonObject Caller(JsonObject claims, PermissionsSummary rules)
    {
        bool isId = Text(claims["token_use"]) == "id";
        var caller = new JsonObject();
        if (claims["cognito:groups"] is JsonArray groups)
        {
            caller["groups"] = groups.DeepClone();
        }

        if (Text(claims["scope"]) is { } scope)
        {
            string[] scopes = [.. scope.Split(' ').Intersect(rules.Scopes)];
            AddUnlessEmpty(caller, "scopes", new JsonArray([.. scopes.Select(one => JsonValue.Create(one))]));
        }

        if (rules.ClientIds.Count > 0 && Text(claims[isId ? "aud" : "client_id"]) is { } client)
        {
            caller["client"] = client;
        }

        if (isId)
        {
            caller["tokenUse"] = "id";
        }

        IEnumerable<string> kept = claims.Select(claim => claim.Key).Where(claim => rules.Claims.Contains(claim) && !OwnMembers.Contains(claim));
        AddUnlessEmpty(caller, "claims", new JsonObject(kept.Select(claim => KeyValuePair.Create(claim, claims[claim]?.DeepClone()))));
        return caller;
    }

    private static void AddUnlessEmpty(JsonObject caller, string name, JsonNode value)
    {
        if (value is JsonArray { Count: > 0 } or JsonObject { Count: > 0 })
        {
            caller[name] = value;
        }
    }

    private static string? Text(JsonNode? claim) => claim is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
