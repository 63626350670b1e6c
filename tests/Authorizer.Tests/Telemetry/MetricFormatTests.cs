using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using Contract;
using Xunit;

namespace Authorizer.Tests.Telemetry;

/// <summary><see cref="MetricFormat"/> refuses what CloudWatch would silently ignore: each rule of the embedded metric format is broken once.</summary>
public sealed class MetricFormatTests
{
    private static readonly string Now = After(TimeSpan.Zero);

    // With targets to spare, so that too many of them break one rule only.
    private static readonly string Document =
        $$"""{"_aws":{"Timestamp":{{Now}},"CloudWatchMetrics":[{"Namespace":"Authorizer","Dimensions":[["FunctionName"],["FunctionName","Reason"]],"Metrics":[{"Name":"Decisions","Unit":"Count"}]}]},"FunctionName":"f","Reason":"r","Decisions":1,{{Each(31, "\"d{0}\":\"x\"")}},{{Each(101, "\"m{0}\":1")}}}""";

    public static TheoryData<string, string, string> Faults => new()
    {
        { "the metadata has a member more", "\"_aws\":{", "\"_aws\":{\"LogGroupName\":\"g\"," },
        { "a time in seconds", Now, Now[..^3] },
        { "a time that is text", Now, $"\"{Now}\"" },
        { "a time before the last two weeks", Now, After(TimeSpan.FromDays(-15)) },
        { "a time more than two hours ahead", Now, After(TimeSpan.FromHours(3)) },
        { "no time", $"\"Timestamp\":{Now},", string.Empty },
        { "another namespace", "\"Namespace\":\"Authorizer\"", "\"Namespace\":\"AWS/Lambda\"" },
        { "the directive has a member more", "\"Namespace\"", "\"More\":1,\"Namespace\"" },
        { "no set of dimensions", """[["FunctionName"],["FunctionName","Reason"]]""", "[]" },
        { "the same set of dimensions twice", "[\"FunctionName\",\"Reason\"]", "[\"FunctionName\"]" },
        { "the same dimension twice in a set", "\"FunctionName\",\"Reason\"", "\"FunctionName\",\"FunctionName\"" },
        { "more dimensions than 30", "[\"FunctionName\"]", "[" + Each(31, "\"d{0}\"") + "]" },
        { "no metric", """{"Name":"Decisions","Unit":"Count"}""", string.Empty },
        { "more metrics than 100", """{"Name":"Decisions","Unit":"Count"}""", Each(101, """{{"Name":"m{0}"}}""") },
        { "the same metric twice", "\"Metrics\":[", "\"Metrics\":[{\"Name\":\"Decisions\"}," },
        { "an unknown unit", "\"Count\"", "\"us\"" },
        { "an unknown resolution", "\"Unit\":\"Count\"", "\"StorageResolution\":10" },
        { "the metric's definition has a member more", "\"Unit\"", "\"Units\":\"Count\",\"Unit\"" },
        { "a metric without a value", "\"Decisions\":1", "\"Decision\":1" },
        { "a metric whose value is text", "\"Decisions\":1", "\"Decisions\":\"1\"" },
        { "a metric whose value is nested", "\"Decisions\":1", "\"Decisions\":{\"Value\":1}" },
        { "a metric without any value", "\"Decisions\":1", "\"Decisions\":[]" },
        { "more values than 100", "\"Decisions\":1", $"\"Decisions\":[{string.Join(',', Enumerable.Repeat(1, 101))}]" },
        { "a value beyond 2 to the power of 360", "\"Decisions\":1", "\"Decisions\":1e109" },
        { "a metric's name beyond 255", "Decisions", new string('d', 256) },
        { "a metric's name that begins with a colon", "Decisions", ":d" },
        { "a metric's name that is no ASCII", "Decisions", "é" },
        { "a dimension without a value", "\"Reason\":\"r\",", string.Empty },
        { "a dimension whose value is a number", "\"Reason\":\"r\"", "\"Reason\":1" },
        { "a dimension whose value is empty", "\"Reason\":\"r\"", "\"Reason\":\"\"" },
        { "a dimension whose value is blank", "\"Reason\":\"r\"", "\"Reason\":\" \"" },
        { "a dimension whose value has a control character", "\"Reason\":\"r\"", "\"Reason\":\"r\\u0001\"" },
        { "a dimension whose value is no ASCII", "\"Reason\":\"r\"", "\"Reason\":\"é\"" },
        { "a dimension whose value is beyond 1024", "\"Reason\":\"r\"", $"\"Reason\":\"{new string('r', 1025)}\"" },
        { "a dimension's name beyond 250", "Reason", new string('r', 251) },
        { "a dimension's name that begins with a colon", "Reason", ":r" },
        { "a line beyond 256 KiB", "\"Reason\":\"r\"", $"\"Reason\":\"r\",\"more\":\"{new string('x', 256 * 1024)}\"" },
    };

    [Fact]
    public void A_line_that_keeps_to_the_format_is_read_into_its_metrics()
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
