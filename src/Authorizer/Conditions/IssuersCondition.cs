using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary>
/// <c>issuers</c>. True if one of these issuers issued the token. An entry of the file is an issuer's URL, or the ID of a user pool for all
/// issuers of the pool.
/// </summary>
internal sealed class IssuersCondition(string name, IReadOnlyList<string> issuers) : Condition(name)
{
    /// <summary>The accepted issuers that the entries of the file stand for. Never empty.</summary>
    public IReadOnlyList<string> Issuers { get; } = issuers;

    /// <inheritdoc/>
    public override string? Claim => "iss";

    /// <summary>Reads <c>issuers</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source)
    {
        var issuers = new List<string>();
        _ = source.Syntax.Strings(ref reader, source.Member, entry =>
        {
            List<string> meant = source.IssuersOf(entry);
            issuers.AddRange(meant);
            return meant.Count > 0 ? null : "is not an accepted issuer; add it to AUTHORIZER_USER_POOL_IDS or AUTHORIZER_ISSUERS, or correct it";
        });
        return [new IssuersCondition(source.Member, issuers)];
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        int[] numbers = Numbers(Issuers, names.Issuers);
        return caller => Array.IndexOf(numbers, caller.Issuer) >= 0;
    }
}
