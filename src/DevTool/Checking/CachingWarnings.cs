using System.Collections.Generic;
using System.Globalization;
using Authorizer.Conditions;

namespace DevTool.Checking;

/// <summary>
/// Finds conditions that depend on more than the token, and names the cache settings of the gateway that these conditions need.
/// </summary>
internal static class CachingWarnings
{
    /// <summary>Finds the warnings for one rule.</summary>
    public static IEnumerable<Finding> Of(CheckedRule rule)
    {
        foreach (Condition condition in rule.Rule.When)
        {
            string? text = condition switch
            {
                SourceIpCondition => "\"sourceIp\" depends on the address of each request; if API Gateway caches results, make context.identity.sourceIp an identity source, "
                    + "or one caller's answer is used for requests from other addresses",
                SignedInWithinCondition signedIn => string.Create(
                    CultureInfo.InvariantCulture,
                    $"\"signedInWithin\" depends on the time; if API Gateway caches results, a call can still be allowed after {signedIn.Seconds} seconds, for up to the cache's TTL; make the TTL short, or 0"),
                _ => null,
            };
            if (text is not null)
            {
                yield return rule.Warn("caching", text, part: "when/" + condition.Name);
            }
        }
    }
}
