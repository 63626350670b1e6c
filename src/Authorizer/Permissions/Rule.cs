using System.Collections.Generic;
using Authorizer.Conditions;

namespace Authorizer.Permissions;

/// <summary>The effect of a rule that matches.</summary>
internal enum RuleEffect : byte
{
    /// <summary>The call is refused, whatever other rules say.</summary>
    Deny,

    /// <summary>The call is allowed, unless a deny rule matches too.</summary>
    Allow,
}

/// <summary>A rule as the permissions file contains it.</summary>
internal sealed class Rule
{
    /// <summary>The rule's name, unique in the file.</summary>
    public required string Id { get; init; }

    /// <summary>The line in its file on which it begins, from 1.</summary>
    public required int Line { get; init; }

    public required RuleEffect Effect { get; init; }

    /// <summary>Never empty.</summary>
    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>The conditions, which must all be true; if there are none, the rule applies to every verified caller.</summary>
    public required IReadOnlyList<Condition> When { get; init; }
}
