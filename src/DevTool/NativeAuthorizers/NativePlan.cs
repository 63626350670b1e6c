using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Checking;
using DevTool.Comparing;

namespace DevTool.NativeAuthorizers;

/// <summary>A route that API Gateway can decide without the function.</summary>
/// <param name="Route">The route in the notation of the permissions file.</param>
/// <param name="Rules">The rules that the native authorizer replaces.</param>
/// <param name="Requirements">The requirements for a call.</param>
internal sealed record NativeRoute(string Route, IReadOnlyList<string> Rules, NativeRequirements Requirements);

/// <summary>A route that the function must still decide.</summary>
/// <param name="Route">The route in the notation of the permissions file.</param>
/// <param name="Reason">The reason why the function must decide the calls of the route.</param>
internal sealed record RemainingRoute(string Route, string Reason);

/// <summary>Divides the routes into routes that API Gateway can decide, and routes that the function must decide.</summary>
/// <param name="Native">The routes that API Gateway can decide.</param>
/// <param name="Remaining">The routes that the function must decide.</param>
internal sealed record NativePlan(IReadOnlyList<NativeRoute> Native, IReadOnlyList<RemainingRoute> Remaining)
{
    /// <param name="permissions">The rules, and the callers that the authorizer accepts.</param>
    /// <param name="routes">The text of each route of each rule.</param>
    /// <param name="forHttpApi">Whether the API is an HTTP API. Its JWT authorizers check scopes and app clients, but no other claims.</param>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    public static NativePlan Of(PermissionsVersion permissions, IReadOnlyDictionary<Route, string> routes, bool forHttpApi, Func<string, string?> variables)
    {
        (Rule Rule, Route Route)[] all = [.. permissions.Rules.SelectMany(rule => rule.Routes.Select(route => (rule, route)))];
        var native = new List<NativeRoute>();
        var remaining = new List<RemainingRoute>();
        foreach (IGrouping<string, (Rule Rule, Route Route)> same in all.Where(one => one.Rule.Effect == RuleEffect.Allow).GroupBy(one => routes[one.Route]))
        {
            Route route = same.First().Route;
            NativeRequirements? requirements = Requirements(route, [.. same.Select(one => one.Rule)], all, out string? obstacle);
            obstacle ??= NativeSettings.Obstacle(route, forHttpApi, permissions.Settings, variables)
                ?? (forHttpApi ? HttpObstacle(requirements!, permissions.Callers) : null);
            if (obstacle is null)
            {
                native.Add(new NativeRoute(same.Key, [.. same.Select(one => one.Rule.Id).Distinct()], Complete(requirements!, permissions.Callers, forHttpApi)));
            }
            else
            {
                remaining.Add(new RemainingRoute(same.Key, obstacle));
            }
        }

        return new NativePlan(native, remaining);
    }

    private static NativeRequirements? Requirements(Route route, IReadOnlyList<Rule> rules, (Rule Rule, Route Route)[] all, out string? obstacle)
    {
        obstacle = RouteObstacle(route, rules, all);
        if (obstacle is not null)
        {
            return null;
        }

        var each = new List<NativeRequirements>();
        foreach (Rule rule in rules)
        {
            if (NativeRequirements.Of(rule, out obstacle) is not { } one)
            {
                return null;
            }

            each.Add(one);
        }

        NativeRequirements? joined = each.Skip(1).Aggregate((NativeRequirements?)each[0], (before, one) => before?.Or(one));
        obstacle = joined is null
            ? $"the rules {string.Join(", ", rules.Select(rule => $"\"{rule.Id}\""))} allow it under different conditions, and an authorizer requires all of its conditions"
            : null;
        return joined;
    }

    private static string? RouteObstacle(Route route, IReadOnlyList<Rule> rules, (Rule Rule, Route Route)[] all)
    {
        if (route.Method == Route.Connect)
        {
            return "WebSocket APIs have no JWT authorizers";
        }

        if (route.Mcp is not null)
        {
            return "no native authorizer reads the headers of MCP requests";
        }

        if (route.Segments.Any(segment => segment.Kind == SegmentKind.Claim))
        {
            return "no native authorizer compares a claim with the path";
        }

        foreach ((Rule rule, Route other) in all.Where(one => RouteCover.Overlaps(one.Route, route)))
        {
            if (rule.Effect == RuleEffect.Deny)
            {
                return $"rule \"{rule.Id}\" denies it to some callers, and no native authorizer can deny";
            }

            // A method of the API has only one authorizer, so a native authorizer cannot replace a second rule that allows only some of the
            // method's calls.
            if (!rules.Contains(rule) || !(RouteCover.Covers(other, route) && RouteCover.Covers(route, other)))
            {
                return $"rule \"{rule.Id}\" allows some of the same calls through another route";
            }
        }

        return null;
    }

    // A JWT authorizer of an HTTP API checks only the issuer, the audience and scopes. ID tokens have no scopes.
    private static string? HttpObstacle(NativeRequirements requirements, CallerModel callers) =>
        requirements.Claims.Count > 0 ? $"JWT authorizers of HTTP APIs check no claim, and the route requires {requirements.Claims[0].Name}"
        : callers.Uses == TokenUses.Access && requirements.Scopes.Count == 0 ? "JWT authorizers of HTTP APIs do not check token_use, so an ID token would pass; require a scope"
        : callers.Uses == TokenUses.Id ? "JWT authorizers of HTTP APIs do not check token_use, so an access token would pass"
        : callers.Issuers?.Select(PoolOf).Distinct().Count() > 1 ? "a JWT authorizer of an HTTP API accepts one issuer, and several are configured"
        : null;

    // Each pool has two issuer URLs, and each token contains one of them. A replica of the pool adds the issuer URLs of its Region.
    private static string PoolOf(string issuer) => issuer.Replace("//issuer-cognito-idp.", "//cognito-idp.", StringComparison.Ordinal);

    // The authorizer of a REST API checks token_use only if its configuration requires the claim.
    private static NativeRequirements Complete(NativeRequirements requirements, CallerModel callers, bool forHttpApi)
    {
        string? use = callers.Uses switch { TokenUses.Access => "access", TokenUses.Id => "id", _ => null };
        return forHttpApi || use is null || requirements.Claims.Any(claim => claim.Name == "token_use") ? requirements
            : requirements with { Claims = [.. requirements.Claims.Append(new NativeClaim("token_use", [use], "single-string")).OrderBy(claim => claim.Name, StringComparer.Ordinal)] };
    }
}
