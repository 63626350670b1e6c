using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Authorizer.Conditions;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Checking;
using DevTool.Comparing;

namespace DevTool.NativeAuthorizers;

/// <summary>A claim that API Gateway requires.</summary>
/// <param name="Name">The name of the claim.</param>
/// <param name="Values">The accepted values. The claim must contain at least one of these values.</param>
/// <param name="Format">The format in which API Gateway reads the claim: <c>single-string</c> or <c>string-array</c>.</param>
internal sealed record NativeClaim(string Name, IReadOnlyList<string> Values, string Format);

/// <summary>The requirements that a native JWT authorizer can check. A call must meet all of them.</summary>
/// <param name="Clients">The app clients, which become audiences; empty for all configured app clients.</param>
/// <param name="Scopes">
/// The scopes of the method. The token must contain at least one of these scopes. Empty if no scope is required.
/// </param>
/// <param name="Claims">The required claims, sorted by name.</param>
internal sealed record NativeRequirements(IReadOnlyList<string> Clients, IReadOnlyList<string> Scopes, IReadOnlyList<NativeClaim> Claims)
{
    /// <summary>The largest number of scopes of one method or route (API Gateway quotas, "authorization scopes per route").</summary>
    public const int MostScopes = 10;

    /// <summary>
    /// Identifies the requirements that are configured on the authorizer and not on the method. Methods with equal keys share an authorizer.
    /// </summary>
    public string AuthorizerKey => string.Join('\n', [.. Clients, string.Empty, .. Claims.Select(claim => $"{claim.Name} {string.Join(' ', claim.Values)}")]);

    /// <summary>Converts the conditions of a rule to requirements.</summary>
    /// <param name="obstacle">The reason why a native authorizer cannot decide the rule, or <see langword="null"/>.</param>
    public static NativeRequirements? Of(Rule rule, out string? obstacle)
    {
        var found = new NativeRequirements([], [], []);
        foreach (Condition condition in rule.When)
        {
            if (found.With(condition, out obstacle) is not { } more)
            {
                obstacle = $"rule \"{rule.Id}\": {obstacle}";
                return null;
            }

            found = more;
        }

        obstacle = null;
        return found with { Claims = [.. found.Claims.OrderBy(claim => claim.Name, StringComparer.Ordinal)] };
    }

    /// <summary>Combines the requirements of two rules for the same route. A caller who meets the requirements of either rule is allowed.</summary>
    /// <param name="other">The requirements of the other rule.</param>
    /// <returns>The combined requirements, or <see langword="null"/> if a native authorizer cannot express the combination.</returns>
    public NativeRequirements? Or(NativeRequirements other) => (this, other) switch
    {
        ({ Clients: [], Scopes: [], Claims: [] }, _) => this,
        (_, { Clients: [], Scopes: [], Claims: [] }) => other,
        ({ Clients: [], Claims: [], Scopes: var one }, { Clients: [], Claims: [], Scopes: var two }) when one.Union(two).Count() <= MostScopes =>
            this with { Scopes = [.. one.Union(two)] },
        ({ Clients: [], Scopes: [], Claims: [var one] }, { Clients: [], Scopes: [], Claims: [var two] }) when one.Name == two.Name =>
            this with { Claims = [one with { Values = [.. one.Values.Union(two.Values)] }] },
        _ => null,
    };

    private NativeRequirements? With(Condition condition, out string? obstacle)
    {
        obstacle = null;
        switch (condition)
        {
            case GroupsCondition { All: true, Groups.Count: > 1 }:
                obstacle = $"{condition.Name} requires all of several groups, but a native authorizer accepts any one of them";
                return null;
            case GroupsCondition groups:
                return Require(new NativeClaim(Fact.Groups, groups.Groups, "string-array"), out obstacle);
            case ScopesCondition { All: true, Scopes.Count: > 1 }:
                obstacle = $"{condition.Name} requires all of several scopes, but a native authorizer accepts any one of them";
                return null;
            case ScopesCondition when Scopes.Count > 0:
                obstacle = "it has two conditions on scopes";
                return null;
            case ScopesCondition { Scopes.Count: > MostScopes }:
                obstacle = $"{condition.Name} names more than {MostScopes} scopes";
                return null;
            case ScopesCondition scopes:
                return this with { Scopes = scopes.Scopes };
            case ClientsCondition clients:
                return this with { Clients = clients.ClientIds };
            case TokenUseCondition use:
                return Require(new NativeClaim("token_use", [use.Use == TokenUses.Id ? "id" : "access"], "single-string"), out obstacle);
            case ClaimCondition claim when IsText(claim):
                return Require(
                    new NativeClaim(claim.Claim!, [.. claim.Values.Select(value => Encoding.UTF8.GetString(value.Text))], claim.Claim == Fact.Groups ? "string-array" : "single-string"),
                    out obstacle);
            case ClaimCondition:
                obstacle = $"{condition.Name} is not a claim that Cognito issues as text, so its format is not known";
                return null;
            default:
                obstacle = $"no native authorizer knows the condition {condition.Name}";
                return null;
        }
    }

    private static bool IsText(ClaimCondition claim) =>
        CognitoClaims.Find(claim.Claim!) is { Type: JsonToken.String } && claim.Values.All(value => value.Kind == JsonToken.String);

    private NativeRequirements? Require(NativeClaim claim, out string? obstacle)
    {
        obstacle = Claims.Any(other => other.Name == claim.Name) ? $"it has two conditions on {claim.Name}" : null;
        return obstacle is null ? this with { Claims = [.. Claims, claim] } : null;
    }
}
