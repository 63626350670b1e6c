using Authorizer.Callers;

namespace Authorizer.Permissions;

/// <summary>Receives the rules whose routes match a call.</summary>
internal interface IRuleSink
{
    /// <summary>Receives the index of a rule. The same rule can be received several times.</summary>
    void Take(int rule, CallerFacts caller);
}
