using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Callers;
using Authorizer.Conditions;
using Authorizer.Json;
using Authorizer.Options;

namespace DevTool.Explaining;

/// <summary>What conditions require, in words.</summary>
internal static class ConditionWords
{
    /// <summary>What a condition requires.</summary>
    /// <param name="condition">The condition.</param>
    /// <returns>The end of "the rule requires …".</returns>
    public static string Requires(Condition condition) => condition switch
    {
        GroupsCondition groups => Names("group", groups.Groups, groups.All),
        ScopesCondition scopes => Names("scope", scopes.Scopes, scopes.All),
        ClientsCondition clients => Names("app client", clients.ClientIds, all: false),
        TokenUseCondition use => use.Use == TokenUses.Id ? "an ID token" : "an access token",
        ClaimCondition claim => $"{claim.Claim} {WordList.Join([.. claim.Values.Select(Value)], "or")}",
        _ => condition.Name,
    };

    private static string Names(string kind, IReadOnlyList<string> names, bool all) =>
        (all && names.Count > 1 ? kind + "s " : kind + " ") + WordList.Join(names, all ? "and" : "or");

    private static string Value(ClaimValue value)
    {
        string text = Encoding.UTF8.GetString(value.Text);
        return value.Kind == JsonToken.String ? $"\"{text}\"" : text;
    }
}
