using System.Collections.Generic;
using Authorizer.Conditions;

namespace Authorizer.Permissions;

/// <summary>The effect of a rule that matches.</summary>
internal enum RuleEffect : byte
{
    /// <summary>The call is refused, even if other rules allow it.</summary>
    Deny,

    /// <summary>The call is allowed, unless a deny rule also matches.</summary>
    Allow,
}

/// <summary>A rule of the permissions file.</summary>
internal sealed class Rule
{
    /// <summary>The rule's ID, unique in the file.</summary>
    public required string Id { get; init; }

    /// <summary>The line on which the rule begins, counted from 1.</summary>
    public required int Line { get; init; }

    public required RuleEffect Effect { get; init; }

    /// <summary>The rule's routes. Never empty.</summary>
    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>The conditions, which must all be true. If there are none, the rule applies to every verified caller.</summary>
    public required IReadOnlyList<Condition> When { get; init; }
}
