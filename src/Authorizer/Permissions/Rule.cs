using System.Collections.Generic;
using Authorizer.Configuration;

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

    /// <summary>What must hold of the caller.</summary>
    public required RuleConditions When { get; init; }
}

/// <summary>The conditions of a rule: all that are given must hold.</summary>
internal sealed class RuleConditions
{
    /// <summary>The caller is in at least one of these groups; empty for no condition.</summary>
    public IReadOnlyList<string> AnyGroup { get; set; } = [];

    /// <summary>The caller is in all of these groups.</summary>
    public IReadOnlyList<string> AllGroups { get; set; } = [];

    /// <summary>The token has at least one of these scopes; empty for no condition.</summary>
    public IReadOnlyList<string> AnyScope { get; set; } = [];

    /// <summary>The token has all of these scopes.</summary>
    public IReadOnlyList<string> AllScopes { get; set; } = [];

    /// <summary>The token was issued to one of these app clients; empty for no condition.</summary>
    public IReadOnlyList<string> ClientIds { get; set; } = [];

    /// <summary>The kind of token; <see cref="TokenUses.None"/> for no condition.</summary>
    public TokenUses TokenUse { get; set; }

    /// <summary>Claims and the values of which each must have one.</summary>
    public IReadOnlyList<ClaimCondition> Claims { get; set; } = [];
}

/// <summary>A claim and the values it may have.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Values">The values: the claim equals one, or holds one where it is an array. Never empty.</param>
internal sealed record ClaimCondition(string Claim, IReadOnlyList<ClaimValue> Values);

/// <summary>A value to compare a claim with.</summary>
/// <param name="Kind">String, number, true or false.</param>
/// <param name="Text">A string's text or a number's digits, as UTF-8.</param>
internal sealed record ClaimValue(Json.JsonToken Kind, byte[] Text);
