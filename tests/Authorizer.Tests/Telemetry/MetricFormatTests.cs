using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using Contract;
using Xunit;

namespace Authorizer.Tests.Telemetry;

/// <summary>
/// CloudWatch silently ignores lines that break a rule of the embedded metric format. Each case breaks one rule, and
/// <see cref="MetricFormat"/> must refuse the line.
/// </summary>
public sealed class MetricFormatTests
{
    private static readonly string Now = After(TimeSpan.Zero);

    // The line has enough members for the cases with too many dimensions or metrics, so that these cases break only one rule.
    private static readonly string Document =
        $$"""{"_aws":{"Timestamp":{{Now}},"CloudWatchMetrics":[{"Namespace":"Authorizer","Dimensions":[["FunctionName"],["FunctionName","Reason"]],"Metrics":[{"Name":"Decisions","Unit":"Count"}]}]},"FunctionName":"f","Reason":"r","Decisions":1,{{Each(31, "\"d{0}\":\"x\"")}},{{Each(101, "\"m{0}\":1")}}}""";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "an additional member in the metadata", "\"_aws\":{", "\"_aws\":{\"LogGroupName\":\"g\"," },
        { "a time in seconds", Now, Now[..^3] },
        { "a time as text", Now, $"\"{Now}\"" },
        { "a time before the last two weeks", Now, After(TimeSpan.FromDays(-15)) },
        { "a time more than two hours ahead", Now, After(TimeSpan.FromHours(3)) },
        { "no time", $"\"Timestamp\":{Now},", string.Empty },
        { "another namespace", "\"Namespace\":\"Authorizer\"", "\"Namespace\":\"AWS/Lambda\"" },
        { "an additional member in the directive", "\"Namespace\"", "\"More\":1,\"Namespace\"" },
        { "no set of dimensions", """[["FunctionName"],["FunctionName","Reason"]]""", "[]" },
        { "a duplicate set of dimensions", "[\"FunctionName\",\"Reason\"]", "[\"FunctionName\"]" },
        { "a duplicate dimension in a set", "\"FunctionName\",\"Reason\"", "\"FunctionName\",\"FunctionName\"" },
        { "more than 30 dimensions", "[\"FunctionName\"]", "[" + Each(31, "\"d{0}\"") + "]" },
        { "no metric", """{"Name":"Decisions","Unit":"Count"}""", string.Empty },
        { "more than 100 metrics", """{"Name":"Decisions","Unit":"Count"}""", Each(101, """{{"Name":"m{0}"}}""") },
        { "a duplicate metric", "\"Metrics\":[", "\"Metrics\":[{\"Name\":\"Decisions\"}," },
        { "an unknown unit", "\"Count\"", "\"us\"" },
        { "an unknown resolution", "\"Unit\":\"Count\"", "\"StorageResolution\":10" },
        { "an additional member in the definition of a metric", "\"Unit\"", "\"Units\":\"Count\",\"Unit\"" },
        { "a metric without a value", "\"Decisions\":1", "\"Decision\":1" },
        { "a metric with text as its value", "\"Decisions\":1", "\"Decisions\":\"1\"" },
        { "a metric with an object as its value", "\"Decisions\":1", "\"Decisions\":{\"Value\":1}" },
        { "a metric with an empty array of values", "\"Decisions\":1", "\"Decisions\":[]" },
        { "more than 100 values", "\"Decisions\":1", $"\"Decisions\":[{string.Join(',', Enumerable.Repeat(1, 101))}]" },
        { "a value above 2 to the power of 360", "\"Decisions\":1", "\"Decisions\":1e109" },
        { "a metric name of more than 255 characters", "Decisions", new string('d', 256) },
        { "a metric name that begins with a colon", "Decisions", ":d" },
        { "a metric name with a non-ASCII character", "Decisions", "é" },
        { "a dimension without a value", "\"Reason\":\"r\",", string.Empty },
        { "a dimension with a number as its value", "\"Reason\":\"r\"", "\"Reason\":1" },
        { "a dimension with an empty value", "\"Reason\":\"r\"", "\"Reason\":\"\"" },
        { "a dimension with a blank value", "\"Reason\":\"r\"", "\"Reason\":\" \"" },
        { "a dimension with a control character in its value", "\"Reason\":\"r\"", "\"Reason\":\"r\\u0001\"" },
        { "a dimension with a non-ASCII character in its value", "\"Reason\":\"r\"", "\"Reason\":\"é\"" },
        { "a dimension with a value of more than 1024 characters", "\"Reason\":\"r\"", $"\"Reason\":\"{new string('r', 1025)}\"" },
        { "a dimension name of more than 250 characters", "Reason", new string('r', 251) },
        { "a dimension name that begins with a colon", "Reason", ":r" },
        { "a line of more than 256 KiB", "\"Reason\":\"r\"", $"\"Reason\":\"r\",\"more\":\"{new string('x', 256 * 1024)}\"" },
    };

    [Fact]
    public void The_metrics_of_a_valid_line_are_read()
    {
        Assert.Equal(
            ["Decisions of f", "Decisions of f, r"],
            MetricFormat.Check(JsonNode.Parse(Document)!.AsObject()).Select(metric => $"{metric.Name} of {string.Join(", ", metric.Dimensions.Values)}"));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_line_that_breaks_a_rule_is_refused(string fault, string original, string edit)
    {
        string broken = Document.Replace(original, edit, StringComparison.Ordinal);
        Assert.NotEqual(Document, broken);
        JsonObject line = JsonNode.Parse(broken)!.AsObject();

        Assert.True(Record.Exception(() => MetricFormat.Check(line)) is not null, fault);
    }

    private static string After(TimeSpan time) => (DateTimeOffset.UtcNow + time).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string Each(int count, string form) =>
        string.Join(',', Enumerable.Range(0, count).Select(i => string.Format(CultureInfo.InvariantCulture, form, i)));
}
