using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Callers;
using Authorizer.Conditions;
using Authorizer.Json;
using Authorizer.Options;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>Finds claims that no accepted token contains, and claims that never have the value that a rule requires.</summary>
internal static class ClaimWarnings
{
    /// <summary>Finds the warnings for one rule.</summary>
    public static IEnumerable<Finding> Of(CheckedRule rule)
    {
        for (int i = 0; i < rule.Rule.Routes.Count; i++)
        {
            string part = string.Create(CultureInfo.InvariantCulture, $"routes/{i}");
            foreach (string claim in RouteClaims.Of(rule.Rule.Routes[i]).Distinct())
            {
                foreach (Finding finding in OfName(rule, claim, part))
                {
                    yield return finding;
                }
            }
        }

        foreach (Condition condition in rule.Rule.When.Where(condition => condition.Claim is not null))
        {
            string part = condition is ClaimCondition ? $"when/claims/{condition.Claim}" : $"when/{condition.Name}";
            foreach (Finding finding in OfName(rule, condition.Claim!, part))
            {
                yield return finding;
            }

            if (condition is ClaimCondition { Values: var values } && values.Select(value => ValueProblem(condition.Claim!, value)).FirstOrDefault(text => text is not null) is { } problem)
            {
                yield return rule.Warn("value-type", problem, part: part);
            }
        }
    }

    private static IEnumerable<Finding> OfName(CheckedRule rule, string claim, string part)
    {
        if (CognitoClaims.Find(claim) is not { } known)
        {
            // A trigger can add a claim with any other name.
            if (CognitoClaims.Nearest(claim) is { } nearest)
            {
                yield return rule.Warn("unknown-claim", $"\"{claim}\" is not a claim that Cognito issues itself", nearest, part);
            }
        }
        else if ((known.Tokens & rule.Uses) == TokenUses.None)
        {
            bool access = rule.Uses == TokenUses.Access;
            string? same = claim switch { "cognito:username" => "\"username\"", "username" => "\"cognito:username\"", _ => null };
            string text = $"{(access ? "access" : "ID")} tokens have no claim \"{claim}\" unless a pre token generation trigger adds it";
            yield return same is { } nearest
                ? rule.Warn("claim-not-in-token", text, nearest, part)
                : rule.Warn("claim-not-in-token", $"{text}; if there is no such trigger, also accept {(access ? "ID" : "access")} tokens (AUTHORIZER_TOKEN_USE)", part: part);
        }
    }

    private static string? ValueProblem(string claim, ClaimValue value)
    {
        string text = Encoding.UTF8.GetString(value.Text);
        bool isString = value.Kind == JsonToken.String;
        JsonToken literal = text is "true" or "false" ? JsonToken.True : IsNumber(value.Text) ? JsonToken.Number : JsonToken.String;
        return CognitoClaims.Find(claim)?.Type switch
        {
            JsonToken.String when !isString => $"the claim \"{claim}\" is a string in Cognito's tokens, so it never equals {text}; write \"{text}\"",
            JsonToken.Number when isString => $"the claim \"{claim}\" is a number, so it never equals the string \"{text}\"; remove the quotes",
            JsonToken.True when isString || value.Kind == JsonToken.Number => $"the claim \"{claim}\" is a boolean; write true or false, without quotes",
            null when isString && literal != JsonToken.String =>
                $"the string \"{text}\" never equals the {(literal == JsonToken.True ? "boolean" : "number")} {text}; remove the quotes unless the claim \"{claim}\" is a string",
            _ => null,
        };
    }

    private static bool IsNumber(byte[] text)
    {
        var reader = new JsonReader(text, 1);
        return reader.Read(JsonToken.Number) && reader.Read(JsonToken.End);
    }
}
