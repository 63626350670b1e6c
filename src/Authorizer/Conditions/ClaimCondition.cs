using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;
using Authorizer.Syntax;

namespace Authorizer.Conditions;

/// <summary>One member of <c>claims</c>. True if the claim equals one of the values, or is an array that contains one of them.</summary>
internal sealed class ClaimCondition(string name, string claim, IReadOnlyList<ClaimValue> values) : Condition(name)
{
    /// <summary>The values. Never empty.</summary>
    public IReadOnlyList<ClaimValue> Values { get; } = values;

    /// <inheritdoc/>
    public override string? Claim => claim;

    /// <summary>Reads <c>claims</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source)
    {
        PermissionsSyntax syntax = source.Syntax;
        var conditions = new List<Condition>();
        if (!syntax.Read(ref reader, JsonToken.ObjectStart, "\"claims\""))
        {
            return conditions;
        }

        while (reader.Read(JsonToken.Name))
        {
            string claim = PermissionsSyntax.Text(reader);
            var values = new List<ClaimValue>();
            if (reader.Read() != JsonToken.ArrayStart)
            {
                ReadValue(ref reader, claim, syntax, values);
            }
            else if (reader.Read() == JsonToken.ArrayEnd)
            {
                syntax.Report(reader, $"the claim \"{claim}\" has no values, so the rule can never match; add a value, or remove the rule");
            }
            else
            {
                do
                {
                    ReadValue(ref reader, claim, syntax, values);
                }
                while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid));
            }

            conditions.Add(new ClaimCondition($"{source.Member}.{claim}", claim, values));
        }

        if (conditions.Count == 0)
        {
            syntax.Report(reader, "\"claims\" is empty, so it requires no claim; add a claim, or remove \"claims\" if none is required");
        }

        return conditions;
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        int index = names.ClaimIndex(claim);
        int[] numbers = names.Claims[index].Add(Values);
        return caller => caller.ClaimValues(index).HasAny(numbers);
    }

    private static void ReadValue(ref JsonReader reader, string claim, PermissionsSyntax syntax, List<ClaimValue> values)
    {
        if (reader.Token is JsonToken.String or JsonToken.Number or JsonToken.True or JsonToken.False)
        {
            byte[] text = reader.Token == JsonToken.String ? Encoding.UTF8.GetBytes(PermissionsSyntax.Text(reader)) : reader.Raw.ToArray();
            values.Add(new ClaimValue(reader.Token, text));
        }
        else
        {
            syntax.Report(reader, $"a value of the claim \"{claim}\" must be a string, a number or a boolean");
            _ = reader.Skip();
        }
    }
}
