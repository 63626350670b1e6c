using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using LoadTest.Contenders;
using LoadTest.Measurements;
using LoadTest.Workload;

namespace LoadTest.Instructions;

/// <summary>
/// Counts the instructions that a program executes under QEMU from its start to its end, with one answer. A busy machine or another
/// processor does not change the count. The count does not include the kernel.
/// </summary>
internal static class EmulatedRun
{
    /// <summary>Runs a contender once.</summary>
    /// <param name="bench">The shared setup of all runs.</param>
    /// <param name="contender">The program.</param>
    /// <param name="emulator">QEMU and its options.</param>
    /// <returns>The number of instructions.</returns>
    /// <exception cref="LoadTestException">The program does not run.</exception>
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

            // The program ends by itself when the Runtime API closes, so the log is complete.
            run.Api.Dispose();
            run.Process.AwaitExit();
            return Count(File.ReadLines(log));
        }
        finally
        {
            File.Delete(log);
        }
    }

    // QEMU logs each block of code once: "IN:", then one line for each instruction (address, colon, bytes). For each execution of a block, it
    // logs "Trace 0: host address [base/address/flags/…]". The entries of several threads are mixed.
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
                    : throw new LoadTestException($"QEMU's log has an unknown line: {line}");
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
