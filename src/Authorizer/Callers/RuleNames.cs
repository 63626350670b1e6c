using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Json;

namespace Authorizer.Callers;

/// <summary>
/// Assigns an index to each group, scope, issuer and claim that the rules of one file name. So a token's values are looked up once, not
/// once for each rule. Filled while the rules are compiled, then only read.
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

    /// <summary>The claims that conditions compare, each with its values.</summary>
    public IReadOnlyList<ClaimValueIndex> Claims => _claims;

    /// <summary>Finds or adds a claim, and returns its index in <see cref="Claims"/>.</summary>
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
