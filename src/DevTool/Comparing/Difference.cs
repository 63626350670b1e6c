using System.Collections.Generic;

namespace DevTool.Comparing;

/// <summary>A class of calls.</summary>
/// <param name="Kinds">The kinds of calls to these paths.</param>
/// <param name="Paths">The paths; <see langword="null"/> for the WebSocket route, which has none.</param>
internal sealed record CallClass(IReadOnlyList<CallKind> Kinds, IReadOnlyList<PathPattern>? Paths);

/// <summary>A call that one file allows and the other denies.</summary>
/// <param name="Caller">The facts that hold for the caller, and for caller and path.</param>
/// <param name="Kind">The kind of the call.</param>
/// <param name="Path">The path; <see langword="null"/> for the WebSocket route.</param>
internal sealed record DifferentCall(IReadOnlyList<Literal> Caller, CallKind Kind, IReadOnlyList<PathPoint>? Path);

/// <summary>Callers that gain or lose calls.</summary>
/// <param name="Gained">Whether they gain the calls.</param>
/// <param name="Callers">What is true of them.</param>
/// <param name="Example">One of them.</param>
internal sealed record Difference(bool Gained, IReadOnlyList<Literal> Callers, IReadOnlyList<CallClass> Calls, DifferentCall Example);

/// <summary>All differences between two files.</summary>
/// <param name="Differing">The differences; the shortest conditions first.</param>
/// <param name="Kinds">The kinds of calls that rules distinguish.</param>
/// <param name="Omitted">What was left out of the report because of its size. Empty except for hostile files.</param>
internal sealed record Differences(IReadOnlyList<Difference> Differing, IReadOnlyList<CallKind> Kinds, IReadOnlyList<string> Omitted)
{
    /// <summary>Compares two files.</summary>
    public static Differences Of(PermissionsVersion old, PermissionsVersion changed) => Comparison.Of(old.Rules, changed.Rules, old.Callers, old.Scope);
}
