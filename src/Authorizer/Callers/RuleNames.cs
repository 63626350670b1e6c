using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Json;

namespace Authorizer.Callers;

/// <summary>
/// Assigns an index to each group, scope, issuer and claim that occurs in the rules of one file. A token's values are then looked up once,
/// and not again for each rule. Filled while the rules are compiled, then only read.
/// </summary>
internal sealed class RuleNames(ClaimNames claims)
{
    private readonly List<ClaimValueIndex> _claims = [];
    private readonly Dictionary<int, int> _claimIndexes = [];

    public Utf8Index Groups { get; } = new();

    public Utf8Index Scopes { get; } = new();

    public Utf8Index Issuers { get; } = new();

    /// <summary>Whether any rule needs the time of the sign-in.</summary>
    public bool AsksForSignIn { get; set; }

    /// <summary>Whether any rule needs the client's address.</summary>
    public bool AsksForAddress { get; set; }

    /// <summary>The claims that occur in conditions, each with the values that it is compared with.</summary>
    public IReadOnlyList<ClaimValueIndex> Claims => _claims;

    /// <summary>Finds a claim or adds it, and returns its index in <see cref="Claims"/>.</summary>
    public int ClaimIndex(string name)
    {
        ClaimSlot slot = claims.Add(name);
        if (!_claimIndexes.TryGetValue(slot.Number, out int index))
        {
            index = _claims.Count;
            _claims.Add(new ClaimValueIndex(slot));
            _claimIndexes.Add(slot.Number, index);
        }

        return index;
    }
}
