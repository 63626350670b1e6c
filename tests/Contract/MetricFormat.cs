using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Contract;

/// <summary>
/// The rules of the embedded metric format, as its schema and its text give them (Amazon CloudWatch user guide: "Specification:
/// Embedded metric format"), and those of custom metrics that a schema cannot say.
/// </summary>
public static class MetricFormat
{
    private const int MaxDimensions = 30;
    private const int MaxMetrics = 100;
    private const int MaxNameLength = 250;
    private const int MaxTextLength = 1024;

    private static readonly HashSet<string> Units = [.. "Seconds Microseconds Milliseconds Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits Percent Count None".Split(' ')];

    /// <summary>Checks a line against the format.</summary>
    /// <returns>Every metric the line makes: its name, its value, and the values of its dimensions.</returns>
    public static IReadOnlyList<Metric> Check(JsonObject line)
    {
        JsonObject metadata = line["_aws"]!.AsObject();
        Assert.Equal(["CloudWatchMetrics", "Timestamp"], metadata.Select(member => member.Key).Order());
        Assert.InRange(metadata["Timestamp"]!.GetValue<long>(), 1_700_000_000_000, 9_999_999_999_999);
        var metrics = new List<Metric>();
        foreach (JsonNode? directive in metadata["CloudWatchMetrics"]!.AsArray())
        {
            Assert.Equal(["Dimensions", "Metrics", "Namespace"], directive!.AsObject().Select(member => member.Key).Order());
            Assert.Equal("Authorizer", directive["Namespace"]!.GetValue<string>());
            string[][] sets = directive["Dimensions"]!.Deserialize<string[][]>()!;
            Assert.NotEmpty(sets);
            Assert.InRange(directive["Metrics"]!.AsArray().Count, 1, MaxMetrics);
            foreach (JsonNode? definition in directive["Metrics"]!.AsArray())
            {
                metrics.AddRange(sets.Select(set => Read(line, definition!.AsObject(), set)));
            }
        }

        // The same metric twice would be counted twice.
        Assert.Distinct(metrics.Select(metric => metric.Name + " by " + string.Join(", ", metric.Dimensions.Keys)));
        return metrics;
    }

    private static Metric Read(JsonObject line, JsonObject definition, string[] dimensions)
    {
        Assert.All(definition, member => Assert.True(member.Key is "Name" or "Unit" or "StorageResolution", member.Key));
        string name = definition["Name"]!.GetValue<string>();
        Assert.InRange(name.Length, 1, MaxTextLength);
        Assert.Contains(definition["Unit"]!.GetValue<string>(), Units);
        Assert.InRange(dimensions.Length, 1, MaxDimensions);
        Assert.Distinct(dimensions);
        foreach (string dimension in dimensions)
        {
            Assert.InRange(dimension.Length, 1, MaxNameLength);
            string value = line[dimension]!.GetValue<string>();
            Assert.InRange(value.Length, 1, MaxTextLength);
            Assert.All(value, c => Assert.True(char.IsAscii(c) && !char.IsControl(c)));
            Assert.False(string.IsNullOrWhiteSpace(value));
        }

        return new Metric(name, line[name]!.GetValue<long>(), dimensions.ToDictionary(dimension => dimension, dimension => line[dimension]!.GetValue<string>()));
    }
}

/// <summary>One value of one metric.</summary>
public sealed record Metric(string Name, long Value, Dictionary<string, string> Dimensions);
