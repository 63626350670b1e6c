namespace Authorizer.Permissions;

/// <summary>What one rule came to for one call.</summary>
/// <param name="RuleId">The rule's name.</param>
/// <param name="Effect">What it does if it matches.</param>
/// <param name="RouteMatches">Whether one of its routes covers the call.</param>
/// <param name="UnmetCondition">The first condition that does not hold; <see langword="null"/> if all hold, or no route matches.</param>
internal readonly record struct RuleFinding(byte[] RuleId, RuleEffect Effect, bool RouteMatches, string? UnmetCondition);
