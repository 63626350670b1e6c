using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary><c>anyScope</c> and <c>allScopes</c>: the token has one, or all, of some OAuth 2.0 scopes (RFC 6749, section 3.3).</summary>
/// <param name="all">Whether all are needed.</param>
/// <param name="scopes">The scopes. Never empty.</param>
internal sealed class ScopesCondition(string name, bool all, IReadOnlyList<string> scopes) : Condition(name)
{
    /// <summary>The scopes. Never empty.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;

    /// <summary>Whether all of them are needed, not only one.</summary>
    public bool All { get; } = all;

    /// <inheritdoc/>
    public override string? Claim => "scope";

    /// <summary>Reads <c>anyScope</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> ReadAny(ref JsonReader reader, ConditionsSource source) => Read(ref reader, source, all: false);

    /// <summary>Reads <c>allScopes</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> ReadAll(ref JsonReader reader, ConditionsSource source) => Read(ref reader, source, all: true);

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        int[] numbers = Numbers(Scopes, names.Scopes);
        return All ? caller => caller.Scopes.HasAll(numbers) : caller => caller.Scopes.HasAny(numbers);
    }

    private static ScopesCondition[] Read(ref JsonReader reader, ConditionsSource source, bool all) =>
        [new ScopesCondition(source.Member, all, source.Syntax.Strings(ref reader, source.Member, Problem))];

    // Scopes are separated by spaces, so the empty one would be found in a token that has none.
    private static string? Problem(string scope) =>
        scope.Length == 0 ? "a scope is not empty" : scope.Contains(' ', StringComparison.Ordinal) ? "scopes hold no space" : null;
}
