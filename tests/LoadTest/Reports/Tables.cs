using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace LoadTest.Reports;

/// <summary>The tables at the end of a run, except those of fresh sandboxes (<see cref="SampleTables"/>).</summary>
internal static class Tables
{
    /// <summary>Creates the table of warm answers of live sandboxes.</summary>
    public static Table OfLive(string title, Dictionary<string, Distribution> answers)
    {
        Table table = New(title + ", µs", "contender", "min", "median", "p90", "p99", "max");
        foreach ((string name, Distribution milliseconds) in answers)
        {
            AddRow(table, name, milliseconds, 1e3);
        }

        return table;
    }

    /// <summary>Creates the table of the times that clients measure in bursts.</summary>
    public static Table OfBursts(IEnumerable<(string Title, Distribution Milliseconds)> rows)
    {
        Table table = New("Bursts: response times, ms", "contender", "min", "median", "p90", "p99", "max");
        foreach ((string title, Distribution milliseconds) in rows)
        {
            AddRow(table, title, milliseconds, 1);
        }

        return table;
    }

    /// <summary>Creates the table of the targets, which shows whether each target was met.</summary>
    public static Table OfTargets(IEnumerable<Target> targets)
    {
        Table table = New("Targets", "target", "limit", "this run", string.Empty);
        foreach (Target target in targets)
        {
            _ = table.AddRow(
                Markup.Escape(target.Title),
                "≤ " + target.Text(target.Limit),
                target.Kept is null ? "–" : target.Text(target.Actual),
                target.Kept switch { true => "[green]pass[/]", false => "[red]miss[/]", null => "not measured" });
        }

        return table;
    }

    private static Table New(string title, params string[] columns)
    {
        Table table = new Table().Title(Markup.Escape(title)).Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            _ = table.AddColumn(column, one => one.Alignment = column == columns[0] ? Justify.Left : Justify.Right);
        }

        return table;
    }

    private static void AddRow(Table table, string name, Distribution values, double factor)
    {
        double[] figures = [values.Minimum, values.Median, values.P90, values.P99, values.Maximum];
        _ = table.AddRow([Markup.Escape(name), .. figures.Select(one => (one * factor).ToString("0.0", CultureInfo.InvariantCulture))]);
    }
}
