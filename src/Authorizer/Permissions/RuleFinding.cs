namespace Authorizer.Permissions;

/// <summary>The result of one rule for one call.</summary>
/// <param name="RouteMatches">Whether one of the rule's routes matches the call.</param>
/// <param name="UnmetCondition">
/// The first condition that is false. <see langword="null"/> if all conditions are true, or if no route matches.
/// </param>
internal readonly record struct RuleFinding(byte[] RuleId, RuleEffect Effect, bool RouteMatches, string? UnmetCondition);
