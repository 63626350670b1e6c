using System;
using System.Globalization;
using Spectre.Console;

namespace LoadTest.Reports;

/// <summary>
/// Shows that something goes on. It writes only when it is told to, between two measurements: a bar that moves by itself would take
/// the CPU from what is measured.
/// </summary>
/// <param name="what">What goes on.</param>
/// <param name="steps">How many steps it takes.</param>
internal sealed class ProgressLine(string what, int steps) : IDisposable
{
    private readonly bool _interactive = AnsiConsole.Profile.Out.IsTerminal;
    private int _done;
    private bool _announced;

    /// <summary>One step is done.</summary>
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
