using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace DevTool.Gateway.Authorization;

/// <summary>One statement of a policy.</summary>
/// <param name="IsAllow">Whether the effect is Allow; otherwise it is Deny.</param>
/// <param name="Actions">The actions that the statement applies to.</param>
/// <param name="Resources">The resources that the statement applies to.</param>
internal sealed record PolicyStatement(
    bool IsAllow, PolicyPatterns Actions, PolicyPatterns Resources, IReadOnlyList<PolicyCondition> Conditions);

/// <summary>The patterns of <c>Action</c> or <c>Resource</c>, or of <c>NotAction</c> or <c>NotResource</c>.</summary>
/// <param name="IsNegated">Whether the statement applies to everything that none of the patterns matches.</param>
internal sealed record PolicyPatterns(IReadOnlyList<string> Patterns, bool IsNegated);

/// <summary>An IAM policy as an authorizer returns it.</summary>
internal sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statements)
{
    /// <summary>Reads a policy.</summary>
    /// <param name="json">The policy.</param>
    /// <exception cref="MalformedAnswerException">The policy is malformed, or has an element that this gateway does not support.</exception>
    public static PolicyDocument Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("Version", out JsonElement version)
            || version.ValueKind != JsonValueKind.String)
        {
            throw new MalformedAnswerException("policyDocument is not an object with a Version");
        }

        return new PolicyDocument([.. OneOrMore(json, "Statement").Select(ReadStatement)]);
    }

    private static PolicyStatement ReadStatement(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new MalformedAnswerException("a Statement is not an object");
        }

        // API Gateway sets the principal of an authorizer's policy to the caller.
        foreach (string member in (string[])["Principal", "NotPrincipal"])
        {
            if (json.TryGetProperty(member, out _))
            {
                throw new MalformedAnswerException($"a Statement has {member}, which this gateway does not evaluate");
            }
        }

        bool isAllow = Text(json, "Effect") switch
        {
            ["Allow"] => true,
            ["Deny"] => false,
            _ => throw new MalformedAnswerException("an Effect is neither Allow nor Deny"),
        };
        return new PolicyStatement(isAllow, Patterns(json, "Action"), Patterns(json, "Resource"), PolicyCondition.ReadAll(json));
    }

    private static PolicyPatterns Patterns(JsonElement json, string name)
    {
        string negated = "Not" + name;
        return !json.TryGetProperty(negated, out _) ? new PolicyPatterns(Text(json, name), IsNegated: false)
            : json.TryGetProperty(name, out _) ? throw new MalformedAnswerException($"a Statement has both {name} and {negated}")
            : new PolicyPatterns(Text(json, negated), IsNegated: true);
    }

    private static string[] Text(JsonElement json, string name) =>
        [.. OneOrMore(json, name).Select(value => value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new MalformedAnswerException($"{name} must contain only text"))];

    // IAM accepts a single value in place of a list with one item.
    private static JsonElement[] OneOrMore(JsonElement json, string name) =>
        !json.TryGetProperty(name, out JsonElement value) ? throw new MalformedAnswerException($"{name} is missing")
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()]
        : [value];
}
