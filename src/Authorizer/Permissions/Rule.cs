using System.Collections.Generic;
using Authorizer.Conditions;

namespace Authorizer.Permissions;

/// <summary>What a matching rule does.</summary>
internal enum RuleEffect : byte
{
    /// <summary>Refuses, whatever other rules say.</summary>
    Deny,

    /// <summary>Allows, unless a deny rule matches too.</summary>
    Allow,
}

/// <summary>A rule of the permissions file, as it is written there.</summary>
internal sealed class Rule
{
    /// <summary>The rule's name, unique in the file.</summary>
    public required string Id { get; init; }

    /// <summary>The line it begins on in its file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What it does when it matches.</summary>
    public required RuleEffect Effect { get; init; }

    /// <summary>The routes it speaks for. Never empty.</summary>
    public required IReadOnlyList<Route> Routes { get; init; }

    /// <summary>What must hold of the caller: every one of these; for every verified caller where there is none.</summary>
    public required IReadOnlyList<Condition> When { get; init; }
}
