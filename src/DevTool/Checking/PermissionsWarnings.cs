using System.Collections.Generic;
using System.Linq;
using Authorizer.Lambda.Configuration;
using Authorizer.Permissions;
using DevTool.Comparing;

namespace DevTool.Checking;

/// <summary>Finds rules and routes that the authorizer accepts, but that are probably not intended.</summary>
internal static class PermissionsWarnings
{
    /// <summary>Finds the warnings for all rules.</summary>
    /// <param name="json">The permissions file.</param>
    /// <param name="settings">The other settings of the authorizer.</param>
    /// <param name="callers">The callers that the authorizer can accept.</param>
    /// <returns>The warnings by line; warnings without a line come last.</returns>
    public static IEnumerable<Finding> Of(IReadOnlyList<Rule> rules, byte[] json, Settings settings, CallerModel callers)
    {
        var lines = new SourceLines(json);
        CheckedRule[] all = [.. rules.Select((rule, index) => new CheckedRule(rule, index, lines, settings.TokenUses))];
        bool connects = all.Any(rule => rule.Allows && rule.Rule.Routes.Any(route => route.Method == Route.Connect));
        return all.SelectMany(rule => RouteWarnings.Of(rule, connects).Concat(McpWarnings.Of(rule, all)).Concat(ClaimWarnings.Of(rule)).Concat(CachingWarnings.Of(rule)))
            .Concat(EffectWarnings.Of(all, callers, settings.PolicyScope))
            .Concat(PolicySizeWarnings.Of(rules, settings))
            .Concat(OfSettings(settings))
            .Concat(McpWarnings.OfFile(all))
            .OrderBy(finding => finding.Line == 0 ? int.MaxValue : finding.Line);
    }

    private static IEnumerable<Finding> OfSettings(Settings settings)
    {
        (string Variable, bool Set)[] variables =
        [
            ("AUTHORIZER_REQUIRED_HEADERS", settings.RequiredHeaders.Length > 0),
            ("AUTHORIZER_CONTENT_TYPES", settings.ContentTypes.Length > 0),
            ("AUTHORIZER_MAX_CONTENT_LENGTH", settings.MaxContentLength is not null),
        ];
        return variables.Where(variable => variable.Set).Select(variable => new Finding(
            Line: 0,
            Rule: null,
            $"{variable.Variable} checks headers; if API Gateway caches results, make these headers identity sources, or one request's answer is used for another",
            Code: "headers-and-cache"));
    }
}
