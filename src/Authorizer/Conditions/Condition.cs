using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary>
/// One condition of a rule's <c>when</c>. To add a kind of condition, add a class to this folder and a row to
/// <see cref="ConditionsReader"/>.
/// </summary>
internal abstract class Condition(string name)
{
    /// <summary>
    /// The condition's name in explanations: the member of <c>when</c>. For a member of <c>claims</c>, the name also contains the claim.
    /// </summary>
    public string Name { get; } = name;

    /// <summary>
    /// The claim that the condition reads. <see langword="null"/> if it reads no claim, or one of two claims (the app client is
    /// <c>client_id</c> or <c>aud</c>).
    /// </summary>
    public abstract string? Claim { get; }

    /// <summary>
    /// Whether the condition depends on more than the token. A policy for all calls of a caller cannot express such a condition.
    /// </summary>
    public virtual bool VariesWithCalls => false;

    /// <summary>
    /// Compiles the condition into a function that returns whether it is true for a caller. The function compares indexes instead of names.
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
