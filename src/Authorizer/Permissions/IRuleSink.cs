using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>Takes the rules whose routes match a call.</summary>
internal interface IRuleSink
{
    /// <summary>Takes a rule, perhaps more than once.</summary>
    /// <param name="rule">The rule's number.</param>
    /// <param name="caller">The caller.</param>
    void Take(int rule, CallerFacts caller);
}
