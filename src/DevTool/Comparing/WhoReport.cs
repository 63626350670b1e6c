using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace DevTool.Comparing;

/// <summary>Callers who may make the call.</summary>
/// <param name="Sentence">That they may, in one sentence.</param>
/// <param name="Callers">The callers in words.</param>
/// <param name="When">The callers as facts: of each list one is true.</param>
/// <param name="Rules">The rules that allow the call.</param>
/// <param name="Claims">The claims of one of them.</param>
internal sealed record ReportedCallers(string Sentence, string Callers, ReportedFact[][] When, IReadOnlyList<NamedRule> Rules, JsonObject Claims);

/// <summary>What <c>who</c> says.</summary>
/// <param name="File">The permissions file.</param>
/// <param name="Route">The call.</param>
/// <param name="Allowed">Those who may make it.</param>
/// <param name="DeniedBy">The rules that take it away from some callers.</param>
/// <param name="IsComplete">False if there are more conditions than are shown, or if the rules were not combined.</param>
/// <param name="Uncombined">The rules for the call, one by one, if they have too many combinations; else <see langword="null"/>.</param>
internal sealed record WhoReport(
    string File,
    string Route,
    IReadOnlyList<ReportedCallers> Allowed,
    IReadOnlyList<NamedRule> DeniedBy,
    bool IsComplete,
    IReadOnlyList<UncombinedRule>? Uncombined = null)
{
    /// <summary>Finds who may make a call, and has the authorizer confirm every example.</summary>
    /// <exception cref="DefectException">The authorizer decides otherwise.</exception>
    public static WhoReport Of((string Name, byte[] Text) file, string route, Func<string, string?> variables)
    {
        var version = PermissionsVersion.Read(file.Name, file.Text, variables);
        try
        {
            return Of(version, Who.Of(version, route), file.Name, route, variables);
        }
        catch (TooComplexException)
        {
            return new WhoReport(file.Name, route, [], [], IsComplete: false, [.. Who.RulesFor(version, route).Select(UncombinedRule.Of)]);
        }
    }

    private static WhoReport Of(PermissionsVersion version, Who who, string name, string route, Func<string, string?> variables)
    {
        HashSet<string> names = [.. version.Names];
        var check = new AuthorizerCheck(variables, version.Text, version.Rules);
        JsonObject Confirm(AllowedCallers allowed)
        {
            var call = ExampleCall.Of(who.Call(allowed), version.Callers, [], names);
            return check.Decide(call) is null or { Allowed: true } ? call.Claims : throw new DefectException(
                $"the authorizer does not confirm that {CallerPhrase.Of(allowed.When)} may call {route}, claims {call.Claims.ToJsonString()}");
        }

        (AllowedCallers Allowed, JsonObject Claims)[] confirmed = [.. who.Callers.Select(one => (one, Confirm(one)))];
        return new WhoReport(
            name,
            route,
            [
                .. Alternatives.Join(confirmed, one => one.Allowed.When, one => string.Join('\n', one.Allowed.Rules.Select(rule => rule.Id)))
                    .Select(one => Report(route, one.Clauses, one.First.Allowed.Rules, one.First.Claims)),
            ],
            who.DeniedBy,
            who.IsComplete);
    }

    private static ReportedCallers Report(string route, IReadOnlyList<IReadOnlyList<Literal>> clauses, IReadOnlyList<NamedRule> rules, JsonObject claims)
    {
        var callers = CallerPhrase.Of(clauses, []);
        return new ReportedCallers(callers.Sentence("may", "call " + route), callers.ToString(), ReportedFact.Of(clauses), rules, claims);
    }
}
