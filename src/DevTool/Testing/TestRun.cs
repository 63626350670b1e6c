using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Authorizer.Options;
using Authorizer.Refusals;
using Authorizer.Syntax;
using DevTool.Explaining;

namespace DevTool.Testing;

/// <summary>Runs permission tests.</summary>
internal static class TestRun
{
    /// <summary>Runs the tests of a file.</summary>
    /// <param name="file">The name of the test file in messages.</param>
    /// <param name="json">The bytes of the test file.</param>
    /// <param name="document">The parsed test file.</param>
    /// <param name="permissionsName">The name of the permissions file in messages.</param>
    /// <param name="permissions">The permissions file.</param>
    /// <param name="variables">Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</param>
    /// <param name="withCoverage">Whether to count the parts of rules that the calls exercise.</param>
    /// <exception cref="ConfigurationException">The test file or the permissions file is invalid.</exception>
    public static TestReport Run(
        string file, byte[] json, TestDocument document, string permissionsName, byte[] permissions, Func<string, string?> variables, bool withCoverage)
    {
        var authorizer = new OfflineAuthorizer(
            permissionsName, permissions, name => document.Settings?.GetValueOrDefault(name) ?? variables(name), document.Callers.Values.Select(caller => caller.Client).OfType<string>());
        CallDecider decider = authorizer.Decider(authorizer.Rules);
        var coverage = new RuleCoverage(authorizer.Rules);
        var tokens = document.Callers.ToDictionary(caller => caller.Key, caller => authorizer.Token(caller.Key, caller.Value));
        var results = new List<CallResult>();
        foreach (CallerTest test in document.Tests)
        {
            if (test.Rule is { } expected && !authorizer.Rules.Any(rule => rule.Id == expected.Text))
            {
                string nearest = NearestName.Find(expected.Text, [.. authorizer.Rules.Select(rule => rule.Id)]) is { } near
                    ? $"did you mean {near}?" : $"use the id of a rule in {permissionsName}";
                throw new ConfigurationException($"{Place(file, json, expected)}: unknown rule \"{expected.Text}\"; {nearest}");
            }

            foreach ((PlacedText call, bool allow) in TestReader.Calls(test))
            {
                string token = tokens[test.Caller.Text];
                string? sourceIp = document.Callers[test.Caller.Text].SourceIp;
                CallDecision decision = Decide(decider, token, call, sourceIp, Place(file, json, call));
                bool passed = decision.Verdict == (allow ? Verdict.Allow : Verdict.Deny) && (test.Rule is null || test.Rule.Text == decision.Rule);
                Explanation? explanation = passed && !withCoverage ? null : authorizer.Explain(token, call.Text, sourceIp);
                coverage.Add(explanation?.Rules ?? []);
                results.Add(new CallResult(
                    call.Line(json),
                    test.Name,
                    test.Caller.Text,
                    call.Text,
                    passed,
                    allow ? "allow" : "deny",
                    test.Rule?.Text,
                    Name(decision.Verdict),
                    decision.Reason,
                    decision.Rule,
                    passed ? null : explanation));
            }
        }

        int failed = results.Count(result => !result.Passed);
        return new TestReport(file, permissionsName, results.Count - failed, failed, results, withCoverage ? coverage.Report() : null);
    }

    private static string Place(string file, byte[] json, PlacedText text) =>
        $"{file}:{text.Line(json).ToString(CultureInfo.InvariantCulture)}";

    private static CallDecision Decide(CallDecider decider, string token, PlacedText call, string? sourceIp, string place)
    {
        try
        {
            return decider.Decide(token, call.Text, sourceIp);
        }
        catch (ToolException malformed)
        {
            throw new ConfigurationException($"{place}: {malformed.Message}");
        }
    }

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allow",
        Verdict.Deny => "deny",
        Verdict.Unauthorized => "unauthorized",
        _ => "error",
    };
}
