using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>
/// Finds rules whose policies can become too large with <c>AUTHORIZER_POLICY_SCOPE=principal</c>. A policy that is too large is replaced
/// by a policy for the requested route only. API Gateway then answers 403 to the caller's other routes while it caches this policy.
/// </summary>
internal static class PolicySizeWarnings
{
    // The length of arn:aws:execute-api:ap-southeast-1:123456789012:a1b2c3d4e5/ with a stage of 32 characters and a slash.
    private const int PrefixBytes = 92;

    // Two quotes and a comma.
    private const int SeparatorBytes = 3;

    // The length of a UUID, such as the claim sub.
    private const int ClaimBytes = 36;

    /// <summary>Finds the warnings for all rules.</summary>
    /// <param name="settings">The other settings of the authorizer.</param>
    /// <returns>The warnings; warnings about single routes come first.</returns>
    public static IEnumerable<Finding> Of(IReadOnlyList<Rule> rules, Settings settings)
    {
        if (settings.PolicyScope != PolicyScope.Principal)
        {
            yield break;
        }

        var methods = new RouteMethods(rules);
        long total = 0;
        foreach (Rule rule in rules)
        {
            foreach (Route route in rule.Routes)
            {
                int resources = (route.Method == Route.AnyMethod ? methods.All.Count : 1) * (route.WithSubtree ? 2 : 1);
                int longest = PrefixBytes + route.Method.Length + 2 + route.Segments.Sum(segment => 1 + Length(segment));
                total += (long)resources * (longest + SeparatorBytes);
                if (longest > ResourceList.MaxResourceBytes)
                {
                    yield return new Finding(
                        rule.Line,
                        rule.Id,
                        $"the route \"{RouteComparison.Text(route)}\" can need a policy resource of more than {Number(ResourceList.MaxResourceBytes)} bytes; the policy then covers only the requested route, and cached results refuse the caller's other routes; shorten the route",
                        Code: "policy-size");
                }
            }
        }

        if (total > ResourceList.MaxBytes)
        {
            yield return new Finding(
                Line: 0,
                Rule: null,
                $"a caller to whom every rule applies gets a policy of about {Number(total / 1024)} KiB; a policy above {Number(ResourceList.MaxBytes / 1024)} KiB covers only the requested route; use fewer routes, or AUTHORIZER_POLICY_SCOPE=route",
                Code: "policy-size");
        }
    }

    private static int Length(RouteSegment segment) => segment.Kind switch
    {
        SegmentKind.Literal => Encoding.UTF8.GetByteCount(segment.Text),
        SegmentKind.Claim => ClaimBytes,
        _ => 1,
    };

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
