using Authorizer.Tokens;

namespace Authorizer.Callers;

/// <summary>One caller: the verified claims, and what the rules ask about them. Valid until the next caller is looked up.</summary>
internal readonly ref struct Caller(CallerFacts facts, VerifiedToken token)
{
    /// <summary>What the rules ask about the claims, answered.</summary>
    public CallerFacts Facts { get; } = facts;

    /// <summary>The claims.</summary>
    public VerifiedToken Token { get; } = token;
}
