using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LoadTest.Contenders;
using LoadTest.Measurements;
using Spectre.Console;

namespace LoadTest.Reports;

/// <summary>The table of one scenario. It has a block of rows for each quantity, with a row for each contender.</summary>
internal static class SampleTables
{
    private static readonly (string Title, string Format, Func<Measured, double> Value)[] Quantities =
    [
        ("exec → first poll, ms", "0.00", sample => sample.ExecToPoll),
        ("exec → first response, ms", "0.00", sample => sample.ExecToFirstAnswer),
        ("first response, ms", "0.000", sample => sample.FirstAnswer),
        ("warm response, new token, µs", "0.0", sample => sample.Warm * 1e3),
        ("slowest warm response, ms", "0.00", sample => sample.WarmSlowest),
        ("warm response, known token, µs", "0.0", sample => sample.Repeated * 1e3),
        ("CPU to first response, ms", "0.00", sample => sample.Cpu),
        ("peak memory, MiB", "0.00", sample => sample.PeakMemory / 1048576),
        ("read from disk, MiB", "0.00", sample => sample.ReadFromDisk / 1048576),
        ("page faults, minor", "0", sample => sample.MinorFaults),
        ("page faults, major", "0", sample => sample.MajorFaults),
    ];

    /// <summary>Creates the table.</summary>
    /// <param name="contenders">The measured contenders. Ratios are relative to the first peer.</param>
    /// <param name="samples">The samples of each contender.</param>
    public static Table Of(Scenario scenario, IReadOnlyList<Contender> contenders, Dictionary<string, List<Measured>> samples)
    {
        Table table = new Table().Title(Markup.Escape(scenario.Title)).Border(TableBorder.Simple);
        _ = table.AddColumns("quantity", "contender");
        foreach (string column in new[] { "min", "median", "p90", "p99", "max", "ratio" })
        {
            _ = table.AddColumn(column, right => right.RightAligned());
        }

        string? reference = (contenders.FirstOrDefault(one => !one.IsOurs) ?? contenders[0]).Name;
        foreach ((string title, string format, Func<Measured, double> value) in Quantities)
        {
            double floor = new Distribution(samples[reference].Select(value)).Median;
            string heading = title;
            foreach (Contender contender in contenders)
            {
                var values = new Distribution(samples[contender.Name].Select(value));
                string Text(double number) => number.ToString(format, CultureInfo.InvariantCulture);
                _ = table.AddRow(
                    heading,
                    Markup.Escape(contender.Name),
                    Text(values.Minimum),
                    Text(values.Median),
                    Text(values.P90),
                    Text(values.P99),
                    Text(values.Maximum),
                    floor > 0 ? (values.Median / floor).ToString("0.00", CultureInfo.InvariantCulture) : "–");
                heading = string.Empty;
            }
        }

        return table;
    }
}
