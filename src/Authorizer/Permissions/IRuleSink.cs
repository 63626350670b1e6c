using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>Receives the rules whose routes match a call.</summary>
internal interface IRuleSink
{
    /// <summary>Receives a rule's number, perhaps more than once.</summary>
    void Take(int rule, CallerFacts caller);
}
