using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary>
/// One condition of a rule's <c>when</c>. To add a kind, add a class to this folder and a row to <see cref="ConditionsReader"/>.
/// </summary>
internal abstract class Condition(string name)
{
    /// <summary>Its name in explanations: the member in <c>when</c>, and for a member of <c>claims</c> also the claim.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The claim that it reads; <see langword="null"/> if it reads none, or one of two (the app client is <c>client_id</c> or <c>aud</c>).
    /// </summary>
    public abstract string? Claim { get; }

    /// <summary>Whether it depends on more than the token, so that a policy for all calls of a caller cannot express it.</summary>
    public virtual bool VariesWithCalls => false;

    /// <summary>
    /// Replaces names by numbers, so that a call compares no names. The result tells whether the condition is true for a caller.
    /// </summary>
    public abstract Predicate<CallerFacts> Compile(RuleNames names);

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
