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

    /// <summary>The claim it looks at; <see langword="null"/> if it looks at none, or at either of two, as for the app client.</summary>
    public abstract string? Claim { get; }

    /// <summary>Whether it depends on more than the token, so that no policy for all calls of a caller can say it.</summary>
    public virtual bool VariesWithCalls => false;

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
