using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Permissions.Conditions;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>Checks a permissions file with the authorizer's own reader, and looks further than a start does.</summary>
internal static class PermissionsCheck
{
    /// <summary>Checks a file.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="permissions">The file.</param>
    /// <param name="variables">Gives an environment variable of the authorizer, or <see langword="null"/>.</param>
    /// <returns>All there is to say.</returns>
    /// <exception cref="ConfigurationException">A variable cannot be used.</exception>
    public static PermissionsReport Check(string name, byte[] permissions, Func<string, string?> variables)
    {
        using var configuration = new ExplainedConfiguration(variables, permissions, jwks: null, token: null);
        Settings settings = configuration.Settings;
        string[] assumptions = [.. configuration.Assumptions.Where(text => !text.Contains("AUTHORIZER_ISSUERS", StringComparison.Ordinal))];
        try
        {
            IReadOnlyList<Rule> rules = PermissionsReader.Read(name, permissions, settings);
            return new PermissionsReport(name, assumptions, [], [.. PermissionsWarnings.Of(rules, settings)], Summarize(rules));
        }
        catch (PermissionsException fault)
        {
            IEnumerable<Finding> problems = fault.Problems.Select(problem => new Finding(problem.Line, problem.Rule, problem.Text, problem.Suggestion));
            return new PermissionsReport(name, assumptions, [.. problems], [], Summary: null);
        }
    }

    private static PermissionsSummary Summarize(IReadOnlyList<Rule> rules)
    {
        IEnumerable<string> routeClaims = rules.SelectMany(rule => rule.Routes)
            .SelectMany(route => route.Segments)
            .Where(segment => segment.Kind == SegmentKind.Claim)
            .Select(segment => segment.Text);
        return new PermissionsSummary(
            rules.Count(rule => rule.Effect == RuleEffect.Allow),
            rules.Count(rule => rule.Effect == RuleEffect.Deny),
            rules.Sum(rule => rule.Routes.Count),
            Distinct(rules.SelectMany(rule => rule.When.OfType<GroupsCondition>()).SelectMany(condition => condition.Groups)),
            Distinct(rules.SelectMany(rule => rule.When.OfType<ScopesCondition>()).SelectMany(condition => condition.Scopes)),
            Distinct(rules.SelectMany(rule => rule.When.OfType<ClientsCondition>()).SelectMany(condition => condition.ClientIds)),
            Distinct(rules.SelectMany(rule => rule.When.OfType<ClaimCondition>()).Select(condition => condition.Claim!).Concat(routeClaims)));
    }

    private static string[] Distinct(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
