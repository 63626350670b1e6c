using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Permissions;
using DevTool.Comparing;

namespace DevTool.NativeAuthorizers;

/// <summary>One native authorizer and the methods that use it.</summary>
/// <param name="Name">The name of the authorizer.</param>
/// <param name="Issuers">The issuers; empty if they are not configured here.</param>
/// <param name="Audiences">The audiences of access tokens, or otherwise the app clients; empty if neither is configured here.</param>
/// <param name="TokenHeader">The header that contains the token.</param>
/// <param name="Claims">The claims that a token must contain.</param>
/// <param name="Methods">The methods that use the authorizer.</param>
internal sealed record NativeAuthorizer(
    string Name, IReadOnlyList<string> Issuers, IReadOnlyList<string> Audiences, string TokenHeader, IReadOnlyList<NativeClaim> Claims, IReadOnlyList<NativeMethod> Methods);

/// <summary>A method of an API with a native authorizer.</summary>
/// <param name="Route">The route in the notation of the permissions file.</param>
/// <param name="Method">The method, or <c>ANY</c>.</param>
/// <param name="Path">The path in the notation of API Gateway.</param>
/// <param name="Scopes">The authorization scopes of the method.</param>
/// <param name="Rules">The rules that the native authorizer replaces.</param>
internal sealed record NativeMethod(string Route, string Method, string Path, IReadOnlyList<string> Scopes, IReadOnlyList<string> Rules);

/// <summary>The report of <c>native</c>.</summary>
/// <param name="Api">The kind of API: <c>rest</c> or <c>http</c>.</param>
/// <param name="Authorizers">The authorizers.</param>
/// <param name="Remaining">The routes that the function must decide.</param>
/// <param name="Permissions">The permissions file for the function.</param>
internal sealed record NativeReport(
    string Api, IReadOnlyList<NativeAuthorizer> Authorizers, IReadOnlyList<RemainingRoute> Remaining, JsonNode Permissions)
{
    /// <summary>The number of routes that API Gateway can decide without the function.</summary>
    public int NativeRoutes => Authorizers.SelectMany(authorizer => authorizer.Methods).DistinctBy(method => method.Route).Count();

    /// <summary>Finds the rules that API Gateway can decide, and proves that decisions do not change.</summary>
    /// <param name="name">The name of the permissions file in messages.</param>
    /// <param name="text">The content of the permissions file.</param>
    /// <param name="forHttpApi">Whether the API is an HTTP API.</param>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    /// <exception cref="DefectException">API Gateway and the function together would decide differently from the file.</exception>
    public static NativeReport Of(string name, byte[] text, bool forHttpApi, Func<string, string?> variables)
    {
        var permissions = PermissionsVersion.Read(name, text, variables);
        var file = JsonNode.Parse(text)!.AsObject();
        JsonArray[] written = [.. file["rules"]!.AsArray().Select(rule => rule!["routes"]!.AsArray())];
        var routes = new Dictionary<Route, string>(ReferenceEqualityComparer.Instance);
        foreach ((Rule rule, JsonArray texts) in permissions.Rules.Zip(written))
        {
            foreach ((Route route, JsonNode? one) in rule.Routes.Zip(texts))
            {
                routes[route] = (string)one!;
            }
        }

        var plan = NativePlan.Of(permissions, routes, forHttpApi, variables);
        JsonObject remaining = WithoutNative(file, plan);
        Verify(name, permissions, plan, remaining, variables);
        return new NativeReport(forHttpApi ? "http" : "rest", [.. Group(plan, permissions)], plan.Remaining, remaining);
    }

    /// <summary>Compares the decisions of the file with the combined decisions of API Gateway and the function.</summary>
    /// <param name="name">The name of the permissions file in messages.</param>
    /// <param name="permissions">The permissions file.</param>
    /// <param name="plan">The routes that API Gateway decides.</param>
    /// <param name="remaining">The permissions file for the function.</param>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    /// <exception cref="DefectException">API Gateway and the function together would decide differently from the file.</exception>
    public static void Verify(string name, PermissionsVersion permissions, NativePlan plan, JsonObject remaining, Func<string, string?> variables)
    {
        var joined = (JsonObject)remaining.DeepClone();
        foreach ((NativeRoute route, int number) in plan.Native.Select((route, number) => (route, number)))
        {
            joined["rules"]!.AsArray().Add(Rule(route, $"native authorizer {number + 1}"));
        }

        var differences = Differences.Of(permissions, PermissionsVersion.Read(name, Encoding.UTF8.GetBytes(joined.ToJsonString()), variables));
        if (differences.Differing.Count > 0 || differences.Omitted.Count > 0)
        {
            throw new DefectException("native authorizers and the remaining rules together do not decide as the file does: "
                + (differences.Omitted.Count > 0 ? differences.Omitted[0] : CallerPhrase.Of(differences.Differing[0].Callers).ToString()));
        }
    }

    // Creates a rule that decides like the native authorizer. The rule is made only from the authorizer's configuration.
    private static JsonObject Rule(NativeRoute route, string id)
    {
        var when = new JsonObject();
        var claims = new JsonObject();
        foreach (NativeClaim claim in route.Requirements.Claims)
        {
            if (claim.Name == "token_use")
            {
                when["tokenUse"] = claim.Values[0];
            }
            else
            {
                claims[claim.Name] = Json(claim.Values);
            }
        }

        Set(when, "claims", claims.Count > 0 ? claims : null);
        Set(when, "anyScope", route.Requirements.Scopes.Count > 0 ? Json(route.Requirements.Scopes) : null);
        Set(when, "clientIds", route.Requirements.Clients.Count > 0 ? Json(route.Requirements.Clients) : null);
        var rule = new JsonObject { ["id"] = id, ["effect"] = "allow", ["routes"] = Json([route.Route]) };
        Set(rule, "when", when.Count > 0 ? when : null);
        return rule;
    }

    private static void Set(JsonObject target, string name, JsonNode? value)
    {
        if (value is not null)
        {
            target[name] = value;
        }
    }

    private static JsonArray Json(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode?)text)];

    // Removes the routes that API Gateway decides. A rule without routes is removed.
    private static JsonObject WithoutNative(JsonObject file, NativePlan plan)
    {
        HashSet<string> native = [.. plan.Native.Select(route => route.Route)];
        var remaining = (JsonObject)file.DeepClone();
        JsonArray rules = remaining["rules"]!.AsArray();
        foreach (JsonNode? rule in rules.Where(rule => (string?)rule!["effect"] == "allow").ToArray())
        {
            JsonArray routes = rule!["routes"]!.AsArray();
            _ = routes.RemoveAll(route => native.Contains((string)route!));
            if (routes.Count == 0)
            {
                _ = rules.Remove(rule);
            }
        }

        return remaining;
    }

    private static IEnumerable<NativeAuthorizer> Group(NativePlan plan, PermissionsVersion permissions)
    {
        int number = 0;
        string[] audiences = [.. permissions.Settings.Audiences];
        foreach (IGrouping<string, NativeRoute> group in plan.Native.GroupBy(route => route.Requirements.AuthorizerKey))
        {
            NativeRequirements shared = group.First().Requirements;
            IReadOnlyList<string> clients = shared.Clients.Count > 0 ? shared.Clients : permissions.Callers.Clients ?? [];

            // API Gateway compares client_id with the audiences only if a token does not contain aud.
            IReadOnlyList<NativeClaim> claims = audiences.Length == 0 ? shared.Claims : [new NativeClaim("client_id", clients, "single-string"), .. shared.Claims];
            yield return new NativeAuthorizer(
                $"jwt-{++number}",
                permissions.Callers.Issuers ?? [],
                audiences.Length == 0 ? clients : audiences,
                NativeSettings.Header(permissions.Settings)!,
                claims,
                [.. group.SelectMany(Methods)]);
        }
    }

    // Creates two methods for "/**", because it also matches the path itself, and {proxy+} matches only longer paths.
    private static IEnumerable<NativeMethod> Methods(NativeRoute route)
    {
        const string Subtree = "/**";
        string[] parts = route.Route.Split(' ', 2);
        string method = parts[0] == Authorizer.Permissions.Route.AnyMethod ? "ANY" : parts[0];
        string path = parts[1];
        string above = path.EndsWith(Subtree, StringComparison.Ordinal) ? path[..^Subtree.Length] : path;
        string[] paths = above == path ? [path] : [above.Length == 0 ? "/" : above, above + "/{proxy+}"];
        return paths.Select(one => new NativeMethod(route.Route, method, one, route.Requirements.Scopes, route.Rules));
    }
}
