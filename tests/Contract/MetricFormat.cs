using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Contract;

/// <summary>
/// The rules of the embedded metric format, from its specification and its schema (Amazon CloudWatch user guide: "Specification: Embedded
/// metric format"), and the rules of custom metrics (Amazon CloudWatch API reference: "PutMetricData", "MetricDatum", "Dimension"). If two
/// limits differ, the stricter limit applies. CloudWatch does not report a broken rule. The metric is then missing, and its alarm is never
/// raised.
/// </summary>
public static class MetricFormat
{
    private const int MaxEventBytes = 256 * 1024;
    private const int MaxDimensions = 30;
    private const int MaxMetrics = 100;
    private const int MaxValues = 100;
    private const int MaxDimensionNameLength = 250;
    private const int MaxMetricNameLength = 255;
    private const int MaxDimensionValueLength = 1024;

    private static readonly double MaxValue = Math.Pow(2, 360);
    private static readonly TimeSpan OldestTimestamp = TimeSpan.FromDays(14);
    private static readonly TimeSpan NewestTimestamp = TimeSpan.FromHours(2);

    private static readonly HashSet<string> Units =
    [
        .. "Seconds Microseconds Milliseconds Percent None".Split(' '),
        .. "Bytes Kilobytes Megabytes Gigabytes Terabytes Bits Kilobits Megabits Gigabits Terabits Count".Split(' ').SelectMany(unit => new[] { unit, unit + "/Second" }),
    ];

    /// <summary>Checks a line against the format.</summary>
    /// <returns>The metrics of the line, each with its name, its value, its unit and its dimensions.</returns>
    public static IReadOnlyList<Metric> Check(JsonObject line)
    {
        Assert.InRange(Encoding.UTF8.GetByteCount(line.ToJsonString()), 1, MaxEventBytes);
        JsonObject metadata = line["_aws"]!.AsObject();
        Assert.Equal(["CloudWatchMetrics", "Timestamp"], metadata.Select(member => member.Key).Order());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Assert.InRange(
            metadata["Timestamp"]!.GetValue<long>(), (now - OldestTimestamp).ToUnixTimeMilliseconds(), (now + NewestTimestamp).ToUnixTimeMilliseconds());
        List<Metric> metrics = [.. metadata["CloudWatchMetrics"]!.AsArray().SelectMany(directive => ReadDirective(line, directive!.AsObject()))];

        // CloudWatch would count a duplicate metric twice.
        Assert.Distinct(metrics.Select(metric => metric.Name + " by " + string.Join(", ", metric.Dimensions.Keys.Order())));
        return metrics;
    }

    private static IEnumerable<Metric> ReadDirective(JsonObject line, JsonObject directive)
    {
        Assert.Equal(["Dimensions", "Metrics", "Namespace"], directive.Select(member => member.Key).Order());

        // Alarms and dashboards of users refer to this namespace.
        Assert.Equal("Authorizer", directive["Namespace"]!.GetValue<string>());
        string[][] sets = directive["Dimensions"]!.Deserialize<string[][]>()!;
        Assert.NotEmpty(sets);
        JsonArray definitions = directive["Metrics"]!.AsArray();
        Assert.InRange(definitions.Count, 1, MaxMetrics);
        return definitions.SelectMany(definition => sets.Select(set => Read(line, definition!.AsObject(), set)));
    }

    private static Metric Read(JsonObject line, JsonObject definition, string[] dimensions)
    {
        Assert.All(definition, member => Assert.True(member.Key is "Name" or "Unit" or "StorageResolution", member.Key));
        string name = definition["Name"]!.GetValue<string>();
        IsName(name, MaxMetricNameLength);
        string unit = definition["Unit"]?.GetValue<string>() ?? "None";
        Assert.Contains(unit, Units);
        Assert.True((definition["StorageResolution"]?.GetValue<int>() ?? 60) is 1 or 60);

        // The format allows metrics without dimensions. Our metrics always have the function's name as a dimension.
        Assert.InRange(dimensions.Length, 1, MaxDimensions);
        Assert.Distinct(dimensions);
        foreach (string dimension in dimensions)
        {
            IsName(dimension, MaxDimensionNameLength);
            IsText(line[dimension]!.GetValue<string>(), MaxDimensionValueLength);
        }

        return new Metric(name, Value(line[name]!), unit, dimensions.ToDictionary(dimension => dimension, dimension => line[dimension]!.GetValue<string>()));
    }

    // The format allows one or more numbers for a metric. Our metrics have one integer in each line.
    private static long Value(JsonNode target)
    {
        JsonNode?[] values = target is JsonArray array ? [.. array] : [target];
        Assert.InRange(values.Length, 1, MaxValues);
        Assert.All(values, value => Assert.InRange(value!.GetValue<double>(), -MaxValue, MaxValue));
        return Assert.Single(values)!.GetValue<long>();
    }

    private static void IsName(string name, int maxLength)
    {
        IsText(name, maxLength);
        Assert.False(name.StartsWith(':'), name);
    }

    private static void IsText(string text, int maxLength)
    {
        Assert.InRange(text.Length, 1, maxLength);
        Assert.All(text, c => Assert.True(char.IsAscii(c) && !char.IsControl(c), text));
        Assert.False(string.IsNullOrWhiteSpace(text), text);
    }
}

/// <summary>A value of a metric.</summary>
public sealed record Metric(string Name, long Value, string Unit, Dictionary<string, string> Dimensions);
