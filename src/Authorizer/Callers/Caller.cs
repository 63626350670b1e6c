using Authorizer.Tokens;

namespace Authorizer.Callers;

/// <summary>One caller: the verified claims, and the facts for rules. Valid until the next caller is looked up.</summary>
internal readonly ref struct Caller(CallerFacts facts, VerifiedToken token)
{
    public CallerFacts Facts { get; } = facts;

    public VerifiedToken Token { get; } = token;
}
