using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace DevTool.Demo;

/// <summary>Prints the demo as a table: status, step, whether it was as expected.</summary>
/// <param name="output">Where to.</param>
/// <param name="useColour">Whether that is a terminal.</param>
internal sealed class DemoReport(TextWriter output, bool useColour)
{
    private const int StepWidth = 82;
    private const string Green = "32";
    private const string Red = "31";
    private const string Bold = "1";
    private const string Dim = "2";

    /// <summary>How many steps were not as expected.</summary>
    public int Failures { get; private set; }

    /// <summary>How many steps there were.</summary>
    public int Steps { get; private set; }

    /// <summary>Begins a part.</summary>
    /// <param name="title">What it shows.</param>
    public void Begin(string title)
    {
        output.WriteLine();
        output.WriteLine(Coloured(Bold, title));
    }

    /// <summary>Prints one step.</summary>
    /// <param name="step">What was done.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="problems">What was not as expected.</param>
    /// <param name="details">What else to show.</param>
    public void Add(string step, int status, IReadOnlyList<string> problems, params IEnumerable<string> details)
    {
        Steps++;
        string mark = problems.Count == 0 ? Coloured(Green, "as expected") : Coloured(Red, "NOT AS EXPECTED");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {status}  {step.PadRight(StepWidth)} {mark}"));
        foreach (string detail in details)
        {
            output.WriteLine(Coloured(Dim, "       " + detail));
        }

        foreach (string problem in problems)
        {
            output.WriteLine(Coloured(Red, "       " + problem));
        }

        Failures += problems.Count == 0 ? 0 : 1;
    }

    /// <summary>Prints the last line.</summary>
    public void End()
    {
        output.WriteLine();
        string sum = string.Create(CultureInfo.InvariantCulture, $"{Steps - Failures} of {Steps} steps as expected");
        output.WriteLine(Coloured(Failures == 0 ? Green : Red, sum));
    }

    private string Coloured(string code, string text) => useColour ? $"\e[{code}m{text}\e[0m" : text;
}
