using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LoadTest.Measurements;
using ScottPlot;

namespace LoadTest.Reports;

/// <summary>The charts of a run, as SVG files.</summary>
/// <param name="directory">The output folder.</param>
internal sealed class Pictures(string directory)
{
    // SVG text is drawn with the reader's font. The sizes are computed for this font, so the reader's font should be similar.
    private const string Font = "DejaVu Sans";
    private const int Width = 900;
    private const int Height = 420;

    // The labeled values of a logarithmic axis, for each power of ten.
    private static readonly int[] Digits = [1, 2, 5];

    /// <summary>Draws the charts.</summary>
    /// <param name="results">The results of the run.</param>
    public void Draw(Results results)
    {
        foreach ((string scenario, Dictionary<string, List<Measured>> samples) in results.FreshSandboxes)
        {
            DrawShares(
                scenario,
                $"exec → first response ({scenario})",
                samples.Select(pair => (pair.Key, new Distribution(pair.Value.Select(one => one.ExecToFirstAnswer)))));
        }

        if (results.Bursts.Count > 0)
        {
            DrawShares("burst", "response times in bursts, with cold starts", results.Bursts.Select(burst => (burst.Contender, burst.All)));
        }

        if (results.Soak is { } soak)
        {
            DrawSoak(soak);
        }
    }

    // Draws, for each contender, the share of samples up to a time. The time axis is logarithmic, because the times differ by large factors.
    private void DrawShares(string file, string title, IEnumerable<(string Name, Distribution Milliseconds)> lines)
    {
        using var plot = new Plot();
        double low = double.MaxValue;
        double high = 0;
        foreach ((string name, Distribution milliseconds) in lines)
        {
            IReadOnlyList<double> sorted = milliseconds.Sorted;
            var line = plot.Add.ScatterLine(
                sorted.Select(Math.Log10).ToArray(),
                sorted.Select((_, at) => 100.0 * (at + 1) / sorted.Count).ToArray());
            line.LegendText = name;
            line.LineWidth = 2;
            line.ConnectStyle = ConnectStyle.StepVertical;
            low = Math.Min(low, milliseconds.Minimum);
            high = Math.Max(high, milliseconds.Maximum);
        }

        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(Ticks(low, high));
        plot.Axes.SetLimits(Math.Log10(low * 0.8), Math.Log10(high * 1.2), 0, 101);
        plot.XLabel("milliseconds");
        plot.YLabel("% of samples");
        plot.Title(title);
        _ = plot.ShowLegend(Alignment.LowerRight);
        Save(plot, file);
    }

    private void DrawSoak(SoakResult soak)
    {
        using var plot = new Plot();
        double[] invocations = [.. soak.Windows.Select(window => (double)window.Until)];
        foreach ((string name, Func<SoakWindow, double> value) in new (string, Func<SoakWindow, double>)[]
        {
            ("median, µs", window => window.Milliseconds.Median * 1e3),
            ("p99, µs", window => window.Milliseconds.P99 * 1e3),
        })
        {
            plot.Add.ScatterLine(invocations, soak.Windows.Select(value).ToArray()).LegendText = name;
        }

        var memory = plot.Add.ScatterLine(invocations, soak.Windows.Select(window => window.ResidentBytes / 1048576.0).ToArray());
        memory.LegendText = "resident memory, MiB (right)";
        memory.Axes.YAxis = plot.Axes.Right;
        plot.Axes.AutoScale();
        plot.Axes.SetLimitsY(0, soak.Windows.Max(window => window.Milliseconds.P99) * 1e3 * 1.3, plot.Axes.Left);
        plot.Axes.SetLimitsY(0, soak.PeakMemory / 1048576.0 * 1.3, plot.Axes.Right);
        plot.XLabel("invocations of one sandbox");
        plot.Title("soak");
        _ = plot.ShowLegend(Alignment.MiddleRight);
        Save(plot, "soak");
    }

    private static Tick[] Ticks(double low, double high) =>
    [
        .. Enumerable.Range(-2, 7)
            .SelectMany(power => Digits.Select(digit => digit * Math.Pow(10, power)))
            .Where(value => value > low * 0.8 && value < high * 1.2)
            .Select(value => new Tick(Math.Log10(value), value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture))),
    ];

    private void Save(Plot plot, string name)
    {
        plot.Font.Set(Font);
        _ = plot.SaveSvg(Path.Combine(directory, name + ".svg"), Width, Height);
    }
}
