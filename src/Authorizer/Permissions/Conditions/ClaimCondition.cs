using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Permissions.Conditions;

/// <summary>One member of <c>claims</c>: a claim equals one of some values, or holds one where it is an array.</summary>
/// <param name="name">The member, and the claim.</param>
/// <param name="claim">The claim.</param>
/// <param name="values">The values. Never empty.</param>
internal sealed class ClaimCondition(string name, string claim, IReadOnlyList<ClaimValue> values) : Condition(name)
{
    /// <summary>The values. Never empty.</summary>
    public IReadOnlyList<ClaimValue> Values { get; } = values;

    /// <inheritdoc/>
    public override string? Claim => claim;

    /// <inheritdoc/>
    public override string Asks => Words("one of", [.. Texts()]);

    /// <summary>Reads <c>claims</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source)
    {
        PermissionsSyntax syntax = source.Syntax;
        syntax.Expect(ref reader, JsonToken.ObjectStart, "claims is no object");
        var conditions = new List<Condition>();
        while (reader.Read(JsonToken.Name))
        {
            string claim = PermissionsSyntax.Text(reader);
            var values = new List<ClaimValue>();
            if (reader.Read() == JsonToken.ArrayStart)
            {
                while (reader.Read() != JsonToken.ArrayEnd)
                {
                    values.Add(ReadValue(reader, claim, syntax));
                }
            }
            else
            {
                values.Add(ReadValue(reader, claim, syntax));
            }

            conditions.Add(values.Count > 0
                ? new ClaimCondition($"{source.Member}.{claim}", claim, values)
                : throw syntax.Problem(reader, $"the claim \"{claim}\" has no values, so it can never match"));
        }

        syntax.Require(reader, JsonToken.ObjectEnd, "claims is not complete");
        return conditions.Count > 0 ? conditions : throw syntax.Problem(reader, "claims is empty");
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        int index = names.ClaimIndex(claim);
        int[] numbers = names.Claims[index].Add(Values);
        return caller => caller.ClaimValues(index).HasAny(numbers);
    }

    private static ClaimValue ReadValue(in JsonReader reader, string claim, PermissionsSyntax syntax)
    {
        if (reader.Token == JsonToken.Invalid)
        {
            throw syntax.Malformed(reader);
        }

        if (reader.Token is not (JsonToken.String or JsonToken.Number or JsonToken.True or JsonToken.False))
        {
            throw syntax.Problem(reader, $"the claim \"{claim}\" has a value that is no string, number or boolean");
        }

        byte[] text = reader.Token == JsonToken.String ? Encoding.UTF8.GetBytes(PermissionsSyntax.Text(reader)) : reader.Raw.ToArray();
        return new ClaimValue(reader.Token, text);
    }

    private IEnumerable<string> Texts()
    {
        foreach (ClaimValue value in Values)
        {
            string text = Encoding.UTF8.GetString(value.Text);
            yield return value.Kind == JsonToken.String ? $"\"{text}\"" : text;
        }
    }
}

/// <summary>A value to compare a claim with.</summary>
/// <param name="Kind">String, number, true or false.</param>
/// <param name="Text">A string's text or a number's digits, as UTF-8.</param>
internal sealed record ClaimValue(JsonToken Kind, byte[] Text);
