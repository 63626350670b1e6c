using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using LoadTest.Contenders;
using LoadTest.Measurements;

namespace LoadTest.Reports;

/// <summary>All results of a run.</summary>
internal sealed class Results
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required RunMetadata Run { get; init; }

    /// <summary>The measured contenders.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>The samples of fresh sandboxes, by scenario and contender.</summary>
    public Dictionary<string, Dictionary<string, List<Measured>>> FreshSandboxes { get; } = [];

    /// <summary>The times of warm answers in milliseconds, by part and contender.</summary>
    public Dictionary<string, Dictionary<string, Distribution>> LiveSandboxes { get; } = [];

    public List<BurstResult> Bursts { get; } = [];

    public SoakResult? Soak { get; set; }

    public IReadOnlyList<Target> Targets { get; set; } = [];

    /// <summary>Returns the median of a quantity of fresh sandboxes.</summary>
    /// <returns>The median, or NaN if it was not measured.</returns>
    public double Fresh(string scenario, string contender, Func<Measured, double> value) =>
        FreshSandboxes.TryGetValue(scenario, out var samples) && samples.TryGetValue(contender, out List<Measured>? list)
            ? new Distribution(list.Select(value)).Median
            : double.NaN;

    /// <summary>Returns a statistic of warm answers.</summary>
    /// <returns>The statistic, or NaN if it was not measured.</returns>
    public double Live(string part, string contender, Func<Distribution, double> figure) =>
        LiveSandboxes.TryGetValue(part, out var all) && all.TryGetValue(contender, out Distribution? one) ? figure(one) : double.NaN;

    /// <summary>Writes all results as JSON.</summary>
    /// <param name="path">The path of the file.</param>
    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
