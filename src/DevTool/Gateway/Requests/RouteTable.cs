using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Gateway.Requests;

/// <summary>The route that matches a request.</summary>
/// <param name="PathParameters">The values of the path variables. They are decoded on an HTTP API, but not on a REST API.</param>
internal sealed record RouteMatch(RouteDefinition Route, IReadOnlyDictionary<string, string> PathParameters);

/// <summary>
/// Selects routes. A literal segment precedes <c>{name}</c>, <c>{name}</c> precedes <c>{name+}</c>, and a method precedes <c>ANY</c>.
/// </summary>
internal sealed class RouteTable(ApiDefinition api)
{
    /// <summary>Finds the route of a request.</summary>
    /// <param name="path">The path, not decoded.</param>
    /// <returns>The route, or <see langword="null"/> if no route matches.</returns>
    public RouteMatch? Match(string method, string path)
    {
        List<(RouteMatch Match, string Rank)> candidates = Candidates(path);

        // A REST API first selects the resource and then the method. An HTTP API considers only the routes for the method.
        if (api.Kind == ApiKind.Rest && candidates.Count > 0)
        {
            string resource = candidates[0].Rank;
            _ = candidates.RemoveAll(candidate => candidate.Rank != resource);
        }

        return candidates
            .Where(candidate => candidate.Match.Route.Method == method || candidate.Match.Route.Method == RouteDefinition.AnyMethod)
            .OrderBy(candidate => candidate.Rank, StringComparer.Ordinal)
            .ThenBy(candidate => candidate.Match.Route.Method == RouteDefinition.AnyMethod)
            .Select(candidate => candidate.Match)
            .FirstOrDefault();
    }

    private List<(RouteMatch Match, string Rank)> Candidates(string path)
    {
        // On a REST API, the path "/pets/" selects the resource "/pets".
        bool isTrimmed = api.Kind == ApiKind.Rest && path.Length > 1 && path.EndsWith('/');
        string[] segments = (isTrimmed ? path[..^1] : path).Split('/')[1..];

        // The rank of the route $default, which is selected only if no other route matches.
        const string DefaultRank = "z";
        List<(RouteMatch Match, string Rank)> candidates = [];
        foreach (RouteDefinition route in api.Routes)
        {
            var parameters = new Dictionary<string, string>();
            if (route.Path == RouteDefinition.Default)
            {
                candidates.Add((new RouteMatch(route, parameters), DefaultRank));
            }
            else if (Rank(route.Path.Split('/')[1..], segments, parameters) is { } rank)
            {
                candidates.Add((new RouteMatch(route, parameters), rank));
            }
        }

        candidates.Sort((left, right) => string.CompareOrdinal(left.Rank, right.Rank));
        return candidates;
    }

    // Returns one letter per segment. The letter is earlier in the alphabet for a better match. Null if the path does not match.
    private string? Rank(string[] template, string[] path, Dictionary<string, string> parameters)
    {
        string rank = string.Empty;
        for (int at = 0; at < template.Length; at++)
        {
            string segment = template[at];
            if (at >= path.Length)
            {
                return null;
            }

            if (segment.EndsWith("+}", StringComparison.Ordinal))
            {
                string rest = string.Join('/', path[at..]);
                parameters[segment[1..^2]] = Value(rest);
                return rest.Length == 0 ? null : rank + 'c';
            }

            if (segment.StartsWith('{'))
            {
                parameters[segment[1..^1]] = Value(path[at]);
                rank += 'b';
            }
            else
            {
                rank += 'a';
            }

            if (segment.StartsWith('{') ? path[at].Length == 0 : segment != path[at])
            {
                return null;
            }
        }

        return template.Length == path.Length ? rank : null;
    }

    private string Value(string escaped) => api.Kind == ApiKind.Rest ? escaped : Uri.UnescapeDataString(escaped);
}
