using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Authorizer.Tests.Documentation;
using Contract;
using Xunit;

namespace Authorizer.Tests.Operation;

/// <summary>The cost example of OPERATIONS.md is calculated correctly. Its sizes and counts match the function and the template.</summary>
public sealed partial class CostTests() : ContractTests(InProcessHost.Instance)
{
    private static readonly List<string[]> Rows = [.. new MarkdownPage("build/OPERATIONS.md").Rows("part")];

    [Fact]
    public void The_calculations_and_the_total_are_correct()
    {
        string[][] parts = [.. Rows.SkipLast(1)];

        Assert.All(parts, row => Assert.Equal(Price(row), Math.Round(Product(row[1]), 2)));
        Assert.Equal("total", Rows[^1][0]);
        Assert.Equal(parts.Sum(Price), Price(Rows[^1]));
    }

    [Fact]
    public async Task A_log_line_has_the_length_that_the_page_states()
    {
        IAuthorizer authorizer = await DefaultAsync();

        _ = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())));

        Assert.InRange(Assert.Single(authorizer.LogLines).Length, 850, 1050);
    }

    [Fact]
    public async Task The_page_states_the_number_of_metrics()
    {
        IAuthorizer authorizer = await DefaultAsync();
        Answer allowed = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())));
        Answer denied = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), path: "/nothing"));

        // The page counts ten metrics: the five of an allowed call, Decisions for each of the three other decisions, KeyFetches and KeyFetchFailures.
        Assert.Equal(5, Metrics(allowed).Count());
        Assert.Equal(2, Metrics(denied).Except(Metrics(allowed)).Count());
    }

    [Fact]
    public void The_page_states_the_number_of_alarm_metrics()
    {
        string template = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));
        string alarms = template[template.IndexOf("  AuthorizerErrorsAlarm:", StringComparison.Ordinal)..template.IndexOf("  Dashboard:", StringComparison.Ordinal)];

        int metrics = MetricName().Count(alarms);

        Assert.StartsWith(metrics.ToString(CultureInfo.InvariantCulture) + " ", Rows.Single(row => row[0] == "alarms")[1], StringComparison.Ordinal);
        Assert.Contains("SystemLogLevel: WARN", template, StringComparison.Ordinal);
    }

    private static decimal Price(string[] row) => decimal.Parse(row[2], CultureInfo.InvariantCulture);

    private static decimal Product(string calculation) =>
        Number().Matches(calculation).Aggregate(1m, (product, number) => product * decimal.Parse(number.Value, CultureInfo.InvariantCulture));

    // CloudWatch bills each combination of a metric name and the values of its dimensions.
    private static IEnumerable<string> Metrics(Answer answer) =>
        from directive in answer.LogLine!["_aws"]!["CloudWatchMetrics"]!.AsArray()
        from dimensions in directive!["Dimensions"]!.AsArray()
        from metric in directive["Metrics"]!.AsArray()
        select $"{metric!["Name"]} {string.Join(' ', dimensions!.AsArray().Select(name => (string)answer.LogLine[(string)name!]!))}";

    [GeneratedRegex(@"\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"^ +MetricName:", RegexOptions.Multiline)]
    private static partial Regex MetricName();
}
