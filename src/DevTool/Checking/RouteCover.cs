using System;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Checking;

/// <summary>Whether one route covers every request that another one covers.</summary>
internal static class RouteCover
{
    /// <summary>Compares two routes.</summary>
    /// <param name="wide">The route that may be wider.</param>
    /// <param name="narrow">The route that may be narrower.</param>
    /// <returns>Whether nothing matches <paramref name="narrow"/> alone.</returns>
    public static bool Covers(Route wide, Route narrow)
    {
        bool method = wide.Method == narrow.Method || (wide.Method == Route.AnyMethod && narrow.Method != Route.Connect);
        bool length = wide.WithSubtree ? narrow.Segments.Count >= wide.Segments.Count
            : !narrow.WithSubtree && narrow.Segments.Count == wide.Segments.Count;
        return method && length && wide.Segments.Zip(narrow.Segments).All(pair => Covers(pair.First, pair.Second));
    }

    private static bool Covers(RouteSegment wide, RouteSegment narrow) =>
        wide.Kind == SegmentKind.Any || (wide.Kind == narrow.Kind && string.Equals(wide.Text, narrow.Text, StringComparison.Ordinal));
}
