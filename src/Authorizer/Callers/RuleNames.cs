using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Json;

namespace Authorizer.Callers;

/// <summary>
/// Everything the rules of one file name, numbered, so that a caller's token is looked up once for all rules. Filled while the
/// rules are compiled, then only read.
/// </summary>
internal sealed class RuleNames(ClaimNames claims)
{
    private readonly List<ClaimValueIndex> _claims = [];
    private readonly Dictionary<int, int> _claimIndexes = [];

    /// <summary>The groups.</summary>
    public Utf8Index Groups { get; } = new();

    /// <summary>The scopes.</summary>
    public Utf8Index Scopes { get; } = new();

    /// <summary>The claims that conditions compare, with the values they are compared with.</summary>
    public IReadOnlyList<ClaimValueIndex> Claims => _claims;

    /// <summary>The place of a claim among <see cref="Claims"/>.</summary>
    /// <returns>Its place, new or old.</returns>
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
