namespace Authorizer.Permissions;

/// <summary>The result of one rule for one call.</summary>
/// <param name="RouteMatches">Whether one of its routes matches the call.</param>
/// <param name="UnmetCondition">The first condition that is false; <see langword="null"/> if all are true, or no route matches.</param>
internal readonly record struct RuleFinding(byte[] RuleId, RuleEffect Effect, bool RouteMatches, string? UnmetCondition);
