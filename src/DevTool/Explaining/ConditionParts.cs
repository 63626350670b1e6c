using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Json;
using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>One condition of a rule by itself.</summary>
/// <param name="Name">Its member in <c>when</c>.</param>
/// <param name="Asks">What it asks for.</param>
/// <param name="Claim">The claim it looks at; <see langword="null"/> for the app client, which either of two claims holds.</param>
/// <param name="Alone">The conditions of a rule that has only this one.</param>
internal sealed record ConditionPart(string Name, string Asks, string? Claim, RuleConditions Alone);

/// <summary>Takes the conditions of a rule apart, so that each can be put to the authorizer by itself.</summary>
internal static class ConditionParts
{
    private const string Groups = "cognito:groups";
    private const string Scope = "scope";

    /// <summary>Takes conditions apart.</summary>
    /// <param name="when">The conditions.</param>
    /// <returns>Each by itself.</returns>
    public static IEnumerable<ConditionPart> Of(RuleConditions when)
    {
        if (when.AnyGroup.Count > 0)
        {
            yield return new("anyGroup", Any(when.AnyGroup), Groups, new RuleConditions { AnyGroup = when.AnyGroup });
        }

        if (when.AllGroups.Count > 0)
        {
            yield return new("allGroups", All(when.AllGroups), Groups, new RuleConditions { AllGroups = when.AllGroups });
        }

        if (when.AnyScope.Count > 0)
        {
            yield return new("anyScope", Any(when.AnyScope), Scope, new RuleConditions { AnyScope = when.AnyScope });
        }

        if (when.AllScopes.Count > 0)
        {
            yield return new("allScopes", All(when.AllScopes), Scope, new RuleConditions { AllScopes = when.AllScopes });
        }

        if (when.ClientIds.Count > 0)
        {
            yield return new("clientIds", Any(when.ClientIds), Claim: null, new RuleConditions { ClientIds = when.ClientIds });
        }

        if (when.TokenUse != TokenUses.None)
        {
            string use = when.TokenUse == TokenUses.Id ? "id" : "access";
            yield return new("tokenUse", use, "token_use", new RuleConditions { TokenUse = when.TokenUse });
        }

        foreach (ClaimCondition claim in when.Claims)
        {
            string values = Any([.. claim.Values.Select(Text)]);
            yield return new($"claims.{claim.Claim}", values, claim.Claim, new RuleConditions { Claims = [claim] });
        }
    }

    private static string Any(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : "one of " + string.Join(", ", names);

    private static string All(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : "all of " + string.Join(", ", names);

    private static string Text(ClaimValue value) =>
        value.Kind == JsonToken.String ? $"\"{Encoding.UTF8.GetString(value.Text)}\"" : Encoding.UTF8.GetString(value.Text);
}
