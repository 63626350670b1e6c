using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Formatting;
using DevTool.Testing;

namespace DevTool.Routes;

/// <summary>
/// A first permissions file for an API, and its tests. Each set of scopes that routes require becomes a rule. A route without scopes
/// remains denied, because the definition of the API does not say who may call it.
/// </summary>
/// <param name="Permissions">The permissions file.</param>
/// <param name="Rules">The number of rules.</param>
/// <param name="Denied">The routes that no rule allows.</param>
/// <param name="Wider">Calls that the rules allow, although the API requires other scopes for them or states no scopes. One sentence for each.</param>
internal sealed record PermissionsDraft(byte[] Permissions, byte[] Tests, int Rules, IReadOnlyList<string> Denied, IReadOnlyList<string> Wider)
{
    private const string Stranger = "no-scopes";

    /// <summary>Creates both files.</summary>
    /// <param name="api">The routes of the API.</param>
    /// <param name="permissionsName">The name of the permissions file in the test file.</param>
    /// <exception cref="ConfigurationException">A route of the API cannot be the route of a rule.</exception>
    public static PermissionsDraft Create(IReadOnlyList<ApiRoute> api, string permissionsName)
    {
        ApiRoute[] guarded = [.. api.Where(route => route.Guarded).DistinctBy(route => route.Text)];
        List<ScopeRule> rules = Group(guarded);
        var document = new JsonObject
        {
            ["version"] = 1,
            ["rules"] = new JsonArray([.. rules.Select(rule => new JsonObject
            {
                ["id"] = rule.Id,
                ["effect"] = "allow",
                ["routes"] = Array(rule.Routes.Select(RuleRoute)),
                ["when"] = new JsonObject { ["allScopes"] = Array(rule.Scopes) },
            })]),
        };
        byte[] permissions = Layout(document);
        var authorizer = new OfflineAuthorizer(permissionsName, permissions, _ => null);
        CallDecider decider = authorizer.Decider(authorizer.Rules);
        var example = new ExampleCalls([.. authorizer.Rules, .. guarded.Select(Everything)]);
        var callers = new JsonObject { [Stranger] = new JsonObject() };
        var tests = new JsonArray();
        var wider = new List<string>();
        AddTests(new TestCaller(), Stranger, []);
        foreach (ScopeRule rule in rules)
        {
            callers[rule.Id] = new JsonObject { ["scopes"] = Array(rule.Scopes) };
            AddTests(new TestCaller(Scopes: rule.Scopes), rule.Id, rule.Scopes);
        }

        return new PermissionsDraft(
            permissions,
            Layout(new JsonObject { ["version"] = 1, ["permissions"] = permissionsName, ["callers"] = callers, ["tests"] = tests }),
            rules.Count,
            [.. guarded.Where(route => route.Scopes.Count == 0).Select(route => route.Text)],
            wider);

        void AddTests(TestCaller caller, string name, IReadOnlyList<string> scopes)
        {
            string token = authorizer.Token(name, caller);
            ILookup<bool, (ApiRoute Route, string Call, string? Rule)> decided = guarded
                .Select(route => (Route: route, Call: example.Of(route.Route), Decision: decider.Decide(token, example.Of(route.Route))))
                .ToLookup(item => item.Decision.Allowed, item => (item.Route, item.Call, item.Decision.Rule));
            foreach ((ApiRoute route, string call, string? rule) in decided[true].Where(item => !item.Route.Scopes.Any(set => set.All(scopes.Contains))))
            {
                string shown = call == route.Text ? string.Empty : $" (for example {call})";
                wider.Add($"{route.File}:{route.Line}: rule \"{rule}\" allows {route.Text}{shown} to callers with {(scopes.Count == 1 ? "scope" : "scopes")} {string.Join(' ', scopes)}, although the API does not; narrow the routes of the rule, unless this is intended");
            }

            var test = new JsonObject { ["caller"] = name };
            foreach ((string member, bool allowed) in new[] { ("allow", true), ("deny", false) })
            {
                if (decided[allowed].Any())
                {
                    test[member] = Array(decided[allowed].Select(item => item.Call).Distinct());
                }
            }

            if (guarded.Length > 0)
            {
                tests.Add(test);
            }
        }
    }

    private static List<ScopeRule> Group(ApiRoute[] routes)
    {
        var rules = new List<ScopeRule>();
        foreach (ApiRoute route in routes)
        {
            foreach (IReadOnlyList<string> scopes in route.Scopes)
            {
                string id = string.Join('+', scopes.Distinct().Order(StringComparer.Ordinal));
                ScopeRule? rule = rules.Find(known => known.Id == id);
                if (rule is null)
                {
                    rule = new ScopeRule(id, [.. scopes.Distinct()], []);
                    rules.Add(rule);
                }

                rule.Routes.Add(route);
            }
        }

        return rules;
    }

    // {proxy+} requires at least one segment, like {proxy}/**.
    private static string RuleRoute(ApiRoute route)
    {
        string text = route.Text.Replace("+}", "}/**", StringComparison.Ordinal);
        return Route.TryParse(text, out string? problem) is not null ? text
            : throw new ConfigurationException($"{route.File}:{route.Line}: the route \"{text}\" {problem}, so rules cannot name it; change the route of the API");
    }

    private static Rule Everything(ApiRoute route) => new() { Id = route.Text, Line = route.Line, Effect = RuleEffect.Allow, Routes = [route.Route], When = [] };

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];

    private static byte[] Layout(JsonObject document) => PermissionsLayout.Format(Encoding.UTF8.GetBytes(document.ToJsonString(Relaxed)));

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private sealed record ScopeRule(string Id, IReadOnlyList<string> Scopes, List<ApiRoute> Routes);
}

/// <summary>The report of <c>init</c>.</summary>
/// <param name="Permissions">The permissions file.</param>
/// <param name="Tests">The test file.</param>
/// <param name="Rules">The number of rules.</param>
/// <param name="Denied">The routes that no rule allows yet.</param>
/// <param name="Wider">Calls that the rules allow, although the API requires other scopes for them or states no scopes. One sentence for each.</param>
internal sealed record DraftReport(string Permissions, string Tests, int Rules, IReadOnlyList<string> Denied, IReadOnlyList<string> Wider);
