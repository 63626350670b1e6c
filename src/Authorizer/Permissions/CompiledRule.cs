using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Json;

namespace Authorizer.Permissions;

/// <summary>A rule's effect and conditions with names replaced by numbers: what is evaluated for each caller.</summary>
internal sealed class CompiledRule
{
    private readonly int[] _anyGroup;
    private readonly int[] _allGroups;
    private readonly int[] _anyScope;
    private readonly int[] _allScopes;
    private readonly byte[][] _clientIds;
    private readonly TokenUses _tokenUse;
    private readonly (int Index, int[] Values)[] _claims;

    /// <summary>Compiles a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="names">Numbers what rules name.</param>
    public CompiledRule(Rule rule, RuleNames names)
    {
        Id = Encoding.UTF8.GetBytes(rule.Id);
        Effect = rule.Effect;
        _anyGroup = Numbers(rule.When.AnyGroup, names.Groups);
        _allGroups = Numbers(rule.When.AllGroups, names.Groups);
        _anyScope = Numbers(rule.When.AnyScope, names.Scopes);
        _allScopes = Numbers(rule.When.AllScopes, names.Scopes);
        _clientIds = [.. Utf8(rule.When.ClientIds)];
        _tokenUse = rule.When.TokenUse;
        _claims = new (int, int[])[rule.When.Claims.Count];
        for (int i = 0; i < _claims.Length; i++)
        {
            ClaimCondition condition = rule.When.Claims[i];
            int index = names.ClaimIndex(condition.Claim);
            _claims[i] = (index, names.Claims[index].Add(condition.Values));
        }
    }

    /// <summary>The rule's name.</summary>
    public byte[] Id { get; }

    /// <summary>What it does when it matches.</summary>
    public RuleEffect Effect { get; }

    /// <summary>Whether every condition holds.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>True as well where there is no condition.</returns>
    public bool Holds(CallerFacts caller)
    {
        return (_tokenUse == TokenUses.None || _tokenUse == caller.TokenUse)
            && (_anyGroup.Length == 0 || caller.Groups.HasAny(_anyGroup))
            && (_anyScope.Length == 0 || caller.Scopes.HasAny(_anyScope))
            && caller.Groups.HasAll(_allGroups)
            && caller.Scopes.HasAll(_allScopes)
            && HasClient(caller)
            && HasClaims(caller);
    }

    private static int[] Numbers(IReadOnlyList<string> names, Utf8Index index)
    {
        int[] numbers = new int[names.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = index.Add(Encoding.UTF8.GetBytes(names[i]));
        }

        return numbers;
    }

    private static IEnumerable<byte[]> Utf8(IEnumerable<string> texts)
    {
        foreach (string text in texts)
        {
            yield return Encoding.UTF8.GetBytes(text);
        }
    }

    private bool HasClient(CallerFacts caller)
    {
        if (_clientIds.Length == 0)
        {
            return true;
        }

        foreach (byte[] clientId in _clientIds)
        {
            if (clientId.AsSpan().SequenceEqual(caller.ClientId))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasClaims(CallerFacts caller)
    {
        foreach ((int index, int[] values) in _claims)
        {
            if (!caller.ClaimValues(index).HasAny(values))
            {
                return false;
            }
        }

        return true;
    }
}
