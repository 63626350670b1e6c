using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary>
/// <c>anyScope</c> and <c>allScopes</c>. <c>anyScope</c> is true if the token contains at least one of these OAuth 2.0 scopes (RFC 6749,
/// section 3.3). <c>allScopes</c> is true if the token contains all these scopes.
/// </summary>
internal sealed class ScopesCondition(string name, bool all, IReadOnlyList<string> scopes) : Condition(name)
{
    /// <summary>The scopes. Never empty.</summary>
    public IReadOnlyList<string> Scopes { get; } = scopes;

    /// <summary>Whether all scopes are required. If not, one scope is enough.</summary>
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

    // Scopes are separated by spaces, so an empty scope would match a token without scopes.
    private static string? Problem(string scope) =>
        scope.Length == 0 ? "is not a scope; write the name of a scope" : scope.Contains(' ', StringComparison.Ordinal) ? "contains a space; write each scope as a separate entry" : null;
}
