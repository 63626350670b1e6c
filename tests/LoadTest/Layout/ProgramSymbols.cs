using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;

namespace LoadTest.Layout;

/// <summary>The compiled methods of a native program, by address.</summary>
internal sealed class ProgramSymbols
{
    private const long PageMask = ~0xFFFL;

    private readonly List<long> _addresses = [];
    private readonly List<string> _names = [];
    private long _codeSegment;

    /// <summary>Reads the symbols of a program with <c>nm</c>.</summary>
    /// <param name="file">The program, or the symbol file that <c>StripSymbols</c> creates next to it.</param>
    public static ProgramSymbols Read(string file)
    {
        var start = new ProcessStartInfo("nm") { ArgumentList = { "--numeric-sort", file }, RedirectStandardOutput = true };
        using Process nm = Process.Start(start) ?? throw new LoadTestException("nm does not start; install binutils");
        var symbols = new ProgramSymbols();
        bool managed = false;
        while (nm.StandardOutput.ReadLine() is { } line)
        {
            // A line of nm has an address, a letter and a name.
            if (line.Split(' ', 3) is not [{ Length: > 0 } address, _, string name])
            {
                continue;
            }

            long at = long.Parse(address, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            switch (name)
            {
                case "_init":
                    symbols._codeSegment = at & PageMask;
                    break;
                case "__start___managedcode":
                    managed = true;
                    break;
                case "__stop___managedcode":
                    managed = false;
                    symbols.Add(at, string.Empty);
                    break;
                default:
                    if (managed)
                    {
                        symbols.Add(at, name);
                    }

                    break;
            }
        }

        nm.WaitForExit();
        return symbols._names.Count > 1 ? symbols : throw new LoadTestException($"{file} has no symbols of managed code");
    }

    /// <summary>Finds the method at an offset.</summary>
    /// <param name="offset">The offset from the first page of code.</param>
    /// <returns>The mangled name of the method, or <see langword="null"/> outside managed code.</returns>
    public string? MethodAt(long offset)
    {
        int index = _addresses.BinarySearch(offset + _codeSegment);
        index = index < 0 ? ~index - 1 : index;
        return index >= 0 && _names[index].Length > 0 ? _names[index] : null;
    }

    // If an address has several names, the first one is used.
    private void Add(long address, string name)
    {
        if (_addresses.Count == 0 || _addresses[^1] != address)
        {
            _addresses.Add(address);
            _names.Add(name);
        }
    }
}
