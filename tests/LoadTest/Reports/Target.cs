using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using LoadTest.Contenders;
using LoadTest.Measurements;

namespace LoadTest.Reports;

/// <summary>A performance target of the authorizer, and its value in this run.</summary>
/// <param name="Title">The title.</param>
/// <param name="Limit">The upper limit.</param>
/// <param name="Actual">The measured value, or NaN if this run did not measure it.</param>
/// <param name="Unit">The unit of the limit and of the measured value. By default, the value is a ratio.</param>
internal sealed record Target(string Title, double Limit, double Actual, string Unit = "×")
{
    /// <summary>Whether the target was met. It is <see langword="null"/> if the value was not measured.</summary>
    public bool? Kept => double.IsNaN(Actual) ? null : Actual <= Limit;

    /// <summary>Formats the limit or the measured value.</summary>
    /// <param name="value">The limit or the measured value.</param>
    public string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture) + (Unit is "×" ? Unit : " " + Unit);

    /// <summary>Compares a run with all targets.</summary>
    /// <param name="results">The results of the run.</param>
    /// <param name="ours">The name of the contender to which the targets apply.</param>
    public static IReadOnlyList<Target> Judge(Results results, string ours)
    {
        const double MiB = 1 << 20;
        string managed = ours + Variants.Managed;
        double Fresh(string scenario, string contender, Func<Measured, double> value) => results.Fresh(scenario, contender, value);
        double Ratio(string scenario, string mine, string peer, Func<Measured, double> value) =>
            results.Fresh(scenario, mine, value) / results.Fresh(scenario, peer, value);
        double Median(string contender) => results.Live("live", contender, one => one.Median);
        Contender judged = results.Contenders.First(one => one.Name == ours);
        return
        [
            new("exec → first response, page cache warm, against C", 1.4, Ratio("warm-cache", ours, "c", one => one.ExecToFirstAnswer)),
            new("exec → first response, page cache cold, against C", 1.2, Ratio("cold-cache", ours, "c", one => one.ExecToFirstAnswer)),
            new("static variant: page cache warm, against Go", 0.85, Ratio("warm-cache", Variants.Static, "go", one => one.ExecToFirstAnswer)),
            new("static variant: page cache warm, against Rust", 1.4, Ratio("warm-cache", Variants.Static, "rust", one => one.ExecToFirstAnswer)),
            new("static variant: page cache cold, against Go", 0.7, Ratio("cold-cache", Variants.Static, "go", one => one.ExecToFirstAnswer)),
            new("static variant: page cache cold, against Rust", 0.95, Ratio("cold-cache", Variants.Static, "rust", one => one.ExecToFirstAnswer)),
            new("static variant: page cache cold, against C", 0.55, Ratio("cold-cache", Variants.Static, "c", one => one.ExecToFirstAnswer)),
            new("first response after the first poll, against C", 1.3, Ratio("warm-cache", ours, "c", one => one.FirstAnswer)),
            new("warm response to a new token, against C", 1.1, Median(ours + Variants.NoCache) / Median("c")),
            new("exec → first response, page cache warm, against Node.js", 0.15, Ratio("warm-cache", ours, "node", one => one.ExecToFirstAnswer)),
            new(
                "managed verifier: exec → first response, page cache cold, against C",
                0.6,
                Ratio("cold-cache", managed, "c", one => one.ExecToFirstAnswer)),
            new(
                "managed verifier: warm response, against the platform verifier",
                1.3,
                Median(managed + Variants.NoCache) / Median(ours + Variants.NoCache)),
            new("peak memory", 7.5, Fresh("warm-cache", ours, one => one.PeakMemory / MiB), "MiB"),
            new("peak memory, managed verifier", 4.2, Fresh("warm-cache", managed, one => one.PeakMemory / MiB), "MiB"),
            new("peak memory, static variant", 3.3, Fresh("warm-cache", Variants.Static, one => one.PeakMemory / MiB), "MiB"),
            new("size of bootstrap", 3, new FileInfo(judged.Command[^1]).Length / 1e6, "MB"),
            new("size of the deployed zip", 3, ZipBytes(judged.Directory) / 1e6, "MB"),
            new("disk read with pinned keys, against a build without TLS", 1.1, Ratio("cold-cache", ours, "no-tls", one => one.ReadFromDisk)),
            new("keys over TLS: more CPU than with pinned keys", 15, Fresh("tls", ours + Variants.Tls, one => one.Cpu) - Fresh("tls", ours, one => one.Cpu), "ms"),
            new(
                "keys over TLS: more time to the first response than with pinned keys",
                20,
                Fresh("tls", ours + Variants.Tls, one => one.ExecToFirstAnswer) - Fresh("tls", ours, one => one.ExecToFirstAnswer),
                "ms"),
            new("logging and metrics in a warm decision", 10, (Median(ours) - Median(ours + Variants.Quiet)) * 1e3, "µs"),
            new(
                "logging and metrics in exec → first response, against none",
                1.03,
                Ratio("log", ours, ours + Variants.Quiet, one => one.ExecToFirstAnswer)),
            new("p99 of a decision while keys cannot be fetched, against healthy", 1.2, results.Live("outage", ours + Variants.Outage, one => one.P99) / results.Live("outage", ours + Variants.Healthy, one => one.P99)),
            new("soak: growth of memory", 2, results.Soak is { } soak ? soak.MemoryGrowth * 100 : double.NaN, "%"),
            new("soak: slowest invocation", 20, results.Soak?.Slowest ?? double.NaN, "ms"),
        ];
    }

    // Compresses the files like `make package`. Only the order and the dates of the files differ.
    private static long ZipBytes(string directory)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string file in Directory.EnumerateFiles(directory).Where(file => Path.GetExtension(file) is not (".dbg" or ".xml")))
            {
                _ = zip.CreateEntryFromFile(file, Path.GetFileName(file), CompressionLevel.SmallestSize);
            }
        }

        return bytes.Length;
    }
}
