using System;
using System.Globalization;
using Spectre.Console;

namespace LoadTest.Reports;

/// <summary>
/// Shows the progress of a part. It writes only between two measurements, because an animated bar would take CPU time from the measured
/// program.
/// </summary>
/// <param name="what">The current part.</param>
/// <param name="steps">The number of steps.</param>
internal sealed class ProgressLine(string what, int steps) : IDisposable
{
    private readonly bool _interactive = AnsiConsole.Profile.Out.IsTerminal;
    private int _done;
    private bool _announced;

    /// <summary>Counts one step.</summary>
    public void Step()
    {
        _done++;
        if (_interactive)
        {
            AnsiConsole.Write(string.Create(CultureInfo.InvariantCulture, $"\r{what}: {100 * _done / steps} % "));
        }
        else if (!_announced)
        {
            _announced = true;
            AnsiConsole.WriteLine(what + " …");
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (_interactive)
        {
            AnsiConsole.Write("\r" + new string(' ', what.Length + 10) + "\r");
        }
    }
}
