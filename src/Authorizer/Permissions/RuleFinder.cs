using System;
using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>Notes which rules have a route that matches a call, whether their conditions hold or not.</summary>
/// <param name="found">Whether each rule was found, by its number.</param>
internal readonly ref struct RuleFinder(Span<bool> found) : IRuleSink
{
    private readonly Span<bool> _found = found;

    /// <inheritdoc/>
    public void Take(int rule, CallerFacts caller) => _found[rule] = true;
}
