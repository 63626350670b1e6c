using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary>
/// One condition of a rule's <c>when</c>. Each kind is a class of this folder, which reads and checks it, and a row of
/// <see cref="ConditionsReader"/>.
/// </summary>
/// <param name="name">How an explanation calls it: its member in <c>when</c>, and what that holds more than one of.</param>
internal abstract class Condition(string name)
{
    /// <summary>How an explanation calls it: its member in <c>when</c>, and what that holds more than one of.</summary>
    public string Name { get; } = name;

    /// <summary>The claim it looks at; <see langword="null"/> for the app client, which either of two claims holds.</summary>
    public abstract string? Claim { get; }

    /// <summary>Numbers what it names, so that no caller is asked for it by name.</summary>
    /// <returns>Whether the condition holds of a caller.</returns>
    public abstract Predicate<CallerFacts> Compile(RuleNames names);

    /// <summary>Numbers names.</summary>
    /// <returns>Their numbers.</returns>
    protected static int[] Numbers(IReadOnlyList<string> names, Utf8Index index)
    {
        int[] numbers = new int[names.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = index.Add(Encoding.UTF8.GetBytes(names[i]));
        }

        return numbers;
    }
}
