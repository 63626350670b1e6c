using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Claims;
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
    private readonly (int Slot, ClaimValue[] Values)[] _claims;

    /// <summary>Compiles a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="groups">Numbers the groups that rules name.</param>
    /// <param name="scopes">Numbers the scopes that rules name.</param>
    /// <param name="claims">Numbers the claims anybody asks for.</param>
    public CompiledRule(Rule rule, Utf8Index groups, Utf8Index scopes, ClaimNames claims)
    {
        Id = Encoding.UTF8.GetBytes(rule.Id);
        Effect = rule.Effect;
        _anyGroup = Numbers(rule.When.AnyGroup, groups);
        _allGroups = Numbers(rule.When.AllGroups, groups);
        _anyScope = Numbers(rule.When.AnyScope, scopes);
        _allScopes = Numbers(rule.When.AllScopes, scopes);
        _clientIds = [.. Utf8(rule.When.ClientIds)];
        _tokenUse = rule.When.TokenUse;
        _claims = new (int, ClaimValue[])[rule.When.Claims.Count];
        for (int i = 0; i < _claims.Length; i++)
        {
            ClaimCondition condition = rule.When.Claims[i];
            _claims[i] = (claims.Add(condition.Claim), [.. condition.Values]);
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

    private static bool HasValue(CallerFacts caller, int slot, ClaimValue[] values)
    {
        JsonToken kind = caller.Token.Kind(slot);
        if (kind != JsonToken.ArrayStart)
        {
            return IsOneOf(kind, caller.Token.Json(slot), escaped: false, values);
        }

        // The array was read with the payload, so it is valid, and its depth within the payload's.
        var reader = new JsonReader(caller.Token.Json(slot), JsonReader.MaxDepth);
        _ = reader.Read();
        while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
        {
            if (IsOneOf(reader.Token, reader.Raw, reader.Text.Escaped, values))
            {
                return true;
            }

            _ = reader.Skip();
        }

        return false;
    }

    private static bool IsOneOf(JsonToken kind, ReadOnlySpan<byte> text, bool escaped, ClaimValue[] values)
    {
        foreach (ClaimValue value in values)
        {
            bool equal = kind == value.Kind && kind switch
            {
                JsonToken.String => new JsonText(text, escaped).Is(value.Text),
                JsonToken.Number => JsonNumber.AreEqual(text, value.Text),
                _ => true,
            };
            if (equal)
            {
                return true;
            }
        }

        return false;
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
        foreach ((int slot, ClaimValue[] values) in _claims)
        {
            if (!HasValue(caller, slot, values))
            {
                return false;
            }
        }

        return true;
    }
}
