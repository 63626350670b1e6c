using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Conditions;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Syntax;
using DevTool.Comparing;
using DevTool.Explaining;

namespace DevTool.Checking;

/// <summary>Checks a permissions file with the authorizer's own reader, and warns about rules that are accepted but probably not intended.</summary>
internal static class PermissionsCheck
{
    /// <summary>Checks a file.</summary>
    /// <param name="name">The name of the file in messages.</param>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    /// <returns>All problems of the file. If there are no problems, all warnings.</returns>
    /// <exception cref="ConfigurationException">An environment variable has an invalid value.</exception>
    public static PermissionsReport Check(string name, byte[] permissions, Func<string, string?> variables)
    {
        using var configuration = new ExplainedConfiguration(variables, permissions, jwks: null, token: null);
        Settings settings = configuration.Settings;
        string[] assumptions = [.. configuration.Assumptions.Where(text => !text.Contains("AUTHORIZER_USER_POOL_IDS", StringComparison.Ordinal))];
        try
        {
            IReadOnlyList<Rule> rules = PermissionsReader.Read(name, permissions, settings);
            IEnumerable<Finding> warnings = PermissionsWarnings.Of(rules, permissions, settings, CallerModel.Of(settings, variables));
            return new PermissionsReport(name, assumptions, [], [.. warnings], Summarize(rules));
        }
        catch (PermissionsException fault)
        {
            return new PermissionsReport(name, assumptions, [.. fault.Problems.Select(CommonMistakes.Explain).OrderBy(problem => problem.Line)], [], Summary: null);
        }
    }

    private static PermissionsSummary Summarize(IReadOnlyList<Rule> rules)
    {
        IEnumerable<string> routeClaims = rules.SelectMany(rule => rule.Routes).SelectMany(RouteClaims.Of);
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
