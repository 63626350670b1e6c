using System.Collections.Generic;

namespace DevTool.Comparing;

/// <summary>A class of calls.</summary>
/// <param name="Kinds">The kinds of calls to the paths.</param>
/// <param name="Paths">The paths; <see langword="null"/> for the WebSocket route, which has no path.</param>
internal sealed record CallClass(IReadOnlyList<CallKind> Kinds, IReadOnlyList<PathPattern>? Paths);

/// <summary>A call that one file allows and the other denies.</summary>
/// <param name="Caller">The facts that are true for the caller, or for the combination of caller and path.</param>
/// <param name="Path">The path; <see langword="null"/> for the WebSocket route.</param>
internal sealed record DifferentCall(IReadOnlyList<Literal> Caller, CallKind Kind, IReadOnlyList<PathPoint>? Path);

/// <summary>Calls that only one of the two files allows, and the callers for whom that file allows the calls.</summary>
/// <param name="Gained">Whether the new file allows the calls and the old file denies them.</param>
/// <param name="Callers">The facts that are true for the callers.</param>
/// <param name="Example">One of the calls, with its caller.</param>
internal sealed record Difference(bool Gained, IReadOnlyList<Literal> Callers, IReadOnlyList<CallClass> Calls, DifferentCall Example);

/// <summary>All differences between two files.</summary>
/// <param name="Differing">The differences; the differences with the shortest conditions come first.</param>
/// <param name="Kinds">The kinds of calls that rules distinguish.</param>
/// <param name="Omitted">The parts that are too large for the report. Empty, except for hostile files.</param>
internal sealed record Differences(IReadOnlyList<Difference> Differing, IReadOnlyList<CallKind> Kinds, IReadOnlyList<string> Omitted)
{
    /// <summary>Compares two files.</summary>
    public static Differences Of(PermissionsVersion old, PermissionsVersion changed) => Comparison.Of(old.Rules, changed.Rules, old.Callers, old.Scope);
}
