using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using LoadTest.Contenders;
using LoadTest.Measurements;
using LoadTest.Workload;

namespace LoadTest.Instructions;

/// <summary>
/// Counts the instructions that a program executes from its start over the first answer to its end, under QEMU. The count is the same on a
/// busy machine, and on another processor. What the kernel does is not in it.
/// </summary>
internal static class EmulatedRun
{
    /// <summary>Runs a contender once.</summary>
    /// <param name="bench">What all runs share.</param>
    /// <param name="contender">The program.</param>
    /// <param name="emulator">QEMU and its options.</param>
    /// <returns>The number of instructions.</returns>
    /// <exception cref="LoadTestException">It does not run.</exception>
    public static long CountInstructions(Bench bench, Contender contender, params ReadOnlySpan<string> emulator)
    {
        string log = Path.GetTempFileName();
        try
        {
            using var run = new SandboxRun(
                bench, contender with { Command = [.. emulator, "-d", "nochain,exec,in_asm", "-D", log, contender.Command[^1]] });
            _ = run.AwaitFirstPoll();
            _ = run.Answer(Traffic.Event(Traffic.Token(1), "/pets"));
            run.Continue();

            // It finds the Runtime API gone and ends by itself, so the log is whole.
            run.Api.Dispose();
            run.Process.AwaitExit();
            return Count(File.ReadLines(log));
        }
        finally
        {
            File.Delete(log);
        }
    }

    // The log has each block of code, "IN:" and an instruction a line (address, colon, bytes), and then a line for each time a block is
    // executed: "Trace 0: host address [base/address/flags/…]". Blocks and executions of several threads alternate.
    private static long Count(IEnumerable<string> log)
    {
        Dictionary<long, int> lengths = [];
        long total = 0;
        long? block = null;
        foreach (string line in log)
        {
            if (line.StartsWith("IN:", StringComparison.Ordinal))
            {
                block = null;
            }
            else if (line.StartsWith("0x", StringComparison.Ordinal))
            {
                block ??= Begin(Hexadecimal(line.AsSpan(2, line.IndexOf(':', StringComparison.Ordinal) - 2)));
                lengths[block.Value]++;
            }
            else if (line.StartsWith("Trace", StringComparison.Ordinal))
            {
                string[] parts = line.Split('/');
                total += parts.Length > 2 && lengths.TryGetValue(Hexadecimal(parts[1]), out int executed)
                    ? executed
                    : throw new LoadTestException($"QEMU's log is not understood: {line}");
            }
        }

        return total;

        long Begin(long address)
        {
            lengths[address] = 0;
            return address;
        }
    }

    private static long Hexadecimal(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
