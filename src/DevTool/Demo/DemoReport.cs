using System.Collections.Generic;
using System.Globalization;

namespace DevTool.Demo;

/// <summary>Prints the demo as a table: status, step, whether it was as expected.</summary>
internal sealed class DemoReport(Terminal terminal)
{
    /// <summary>How many steps were not as expected.</summary>
    public int Failures { get; private set; }

    /// <summary>How many steps there were.</summary>
    public int Steps { get; private set; }

    /// <summary>Begins a part.</summary>
    /// <param name="title">Its heading.</param>
    public void Begin(string title)
    {
        terminal.Line();
        terminal.Line(title, Colour.Bold);
    }

    /// <summary>Prints one step.</summary>
    /// <param name="step">What was done.</param>
    /// <param name="status">The HTTP status, or <see langword="null"/> if the step is not a call.</param>
    /// <param name="problems">The differences from what was expected.</param>
    /// <param name="details">More lines to show.</param>
    public void Add(string step, int? status, IReadOnlyList<string> problems, params IEnumerable<string> details)
    {
        Steps++;
        bool expected = problems.Count == 0;
        string start = string.Create(CultureInfo.InvariantCulture, $"  {status,3}  ");
        terminal.Line(start, expected ? "ok" : "NOT AS EXPECTED", expected ? Colour.Green : Colour.Red, "  " + step);
        foreach (string detail in details)
        {
            terminal.Line("           " + detail, Colour.Dim);
        }

        foreach (string problem in problems)
        {
            terminal.Line("           " + problem, Colour.Red);
        }

        Failures += expected ? 0 : 1;
    }

    /// <summary>Prints the last line.</summary>
    public void End()
    {
        terminal.Line();
        string sum = string.Create(CultureInfo.InvariantCulture, $"{Steps - Failures} of {Steps} steps as expected");
        terminal.Line(sum, Failures == 0 ? Colour.Green : Colour.Red);
    }
}
