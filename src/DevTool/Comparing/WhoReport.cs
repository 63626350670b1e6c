using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace DevTool.Comparing;

/// <summary>A set of callers that may make the call.</summary>
/// <param name="Sentence">The result as one sentence.</param>
/// <param name="Callers">The callers in words.</param>
/// <param name="When">The callers as lists of facts: at least one fact of each list is true.</param>
/// <param name="Rules">The rules that allow the call.</param>
/// <param name="Claims">The claims of an example caller.</param>
internal sealed record ReportedCallers(string Sentence, string Callers, ReportedFact[][] When, IReadOnlyList<NamedRule> Rules, JsonObject Claims)
{
    /// <inheritdoc cref="ExampleCall.Circumstances"/>
    public string Circumstances { get; init; } = string.Empty;
}

/// <summary>The report of <c>who</c>.</summary>
/// <param name="File">The permissions file.</param>
/// <param name="Route">The call.</param>
/// <param name="Allowed">The sets of allowed callers.</param>
/// <param name="DeniedBy">The rules that deny the call to some callers.</param>
/// <param name="IsComplete">False if there are more conditions than are shown, or if the rules were not combined.</param>
/// <param name="Uncombined">The rules for the call, one by one, if the rules have too many combinations; otherwise <see langword="null"/>.</param>
internal sealed record WhoReport(
    string File,
    string Route,
    IReadOnlyList<ReportedCallers> Allowed,
    IReadOnlyList<NamedRule> DeniedBy,
    bool IsComplete,
    IReadOnlyList<UncombinedRule>? Uncombined = null)
{
    /// <summary>Finds the callers that may make a call, and confirms every example with the authorizer.</summary>
    /// <exception cref="DefectException">The authorizer decides differently.</exception>
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
        ExampleCall Confirm(AllowedCallers allowed)
        {
            var call = ExampleCall.Of(who.Call(allowed), version.Callers, [], names);
            return check.Decide(call) is null or { Allowed: true } ? call : throw new DefectException(
                $"the authorizer does not confirm that {CallerPhrase.Of(allowed.When)} may call {route}, claims {call.Claims.ToJsonString()}");
        }

        (AllowedCallers Allowed, ExampleCall Example)[] confirmed = [.. who.Callers.Select(one => (one, Confirm(one)))];
        return new WhoReport(
            name,
            route,
            [
                .. Alternatives.Join(confirmed, one => one.Allowed.When, one => string.Join('\n', one.Allowed.Rules.Select(rule => rule.Id)))
                    .Select(one => Report(route, one.Clauses, one.First.Allowed.Rules, one.First.Example)),
            ],
            who.DeniedBy,
            who.IsComplete);
    }

    private static ReportedCallers Report(string route, IReadOnlyList<IReadOnlyList<Literal>> clauses, IReadOnlyList<NamedRule> rules, ExampleCall example)
    {
        var callers = CallerPhrase.Of(clauses, []);
        return new ReportedCallers(callers.Sentence("may", "call " + route), callers.ToString(), ReportedFact.Of(clauses), rules, example.Claims) { Circumstances = example.Circumstances };
    }
}
