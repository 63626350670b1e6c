using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary>
/// <c>anyGroup</c> and <c>allGroups</c>. <c>anyGroup</c> is true if the caller is in at least one of these groups of the user pool.
/// <c>allGroups</c> is true if the caller is in all these groups.
/// </summary>
internal sealed class GroupsCondition(string name, bool all, IReadOnlyList<string> groups) : Condition(name)
{
    /// <summary>The groups. Never empty.</summary>
    public IReadOnlyList<string> Groups { get; } = groups;

    /// <summary>Whether all groups are required. If not, one group is enough.</summary>
    public bool All { get; } = all;

    /// <inheritdoc/>
    public override string? Claim => "cognito:groups";

    /// <summary>Reads <c>anyGroup</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> ReadAny(ref JsonReader reader, ConditionsSource source) => Read(ref reader, source, all: false);

    /// <summary>Reads <c>allGroups</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> ReadAll(ref JsonReader reader, ConditionsSource source) => Read(ref reader, source, all: true);

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        int[] numbers = Numbers(Groups, names.Groups);
        return All ? caller => caller.Groups.HasAll(numbers) : caller => caller.Groups.HasAny(numbers);
    }

    private static GroupsCondition[] Read(ref JsonReader reader, ConditionsSource source, bool all) =>
        [new GroupsCondition(source.Member, all, source.Syntax.Strings(ref reader, source.Member))];
}
