using System.Collections.Generic;
using System.Globalization;

namespace DevTool.Demo;

/// <summary>Prints the demo as a table. Each row has the status, the step, and whether the result was as expected.</summary>
internal sealed class DemoReport(Terminal terminal)
{
    /// <summary>The number of steps with an unexpected result.</summary>
    public int Failures { get; private set; }

    /// <summary>The number of steps.</summary>
    public int Steps { get; private set; }

    /// <summary>Begins a section of the table.</summary>
    /// <param name="title">The heading of the section.</param>
    public void Begin(string title)
    {
        terminal.Line();
        terminal.Line(title, Colour.Bold);
    }

    /// <summary>Prints one step.</summary>
    /// <param name="step">The description of the step.</param>
    /// <param name="status">The HTTP status, or <see langword="null"/> if the step is not a call.</param>
    /// <param name="problems">The differences from the expected result.</param>
    /// <param name="details">More lines to print.</param>
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

    /// <summary>Prints the summary line.</summary>
    public void End()
    {
        terminal.Line();
        string sum = string.Create(CultureInfo.InvariantCulture, $"{Steps - Failures} of {Steps} steps as expected");
        terminal.Line(sum, Failures == 0 ? Colour.Green : Colour.Red);
    }
}
