using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>Records the rules that have a matching route, whether or not their conditions are true.</summary>
/// <param name="found">One element for each rule, by the rule's index.</param>
internal readonly ref struct RuleFinder(Span<bool> found) : IRuleSink
{
    private readonly Span<bool> _found = found;

    /// <inheritdoc/>
    public void Take(int rule, CallerFacts caller) => _found[rule] = true;
}
