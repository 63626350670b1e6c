using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Contract;
using LoadTest.Contenders;
using LoadTest.Measurements;
using LoadTest.Sandboxes;

namespace LoadTest.Layout;

/// <summary>
/// Records the methods that run during the start and the first answers, in the order of their first use. The native compiler places the
/// methods in this order (<c>IlcOrderFile</c>). Therefore a cold start reads and maps only a quarter of the code pages.
/// </summary>
internal static class StartupOrder
{
    private static readonly string Output = Path.Combine(Repository.Root, "artifacts", "loadtest");

    /// <summary>Traces the published authorizer and writes the order file for the next build.</summary>
    /// <exception cref="LoadTestException">The authorizer does not run, or its decisions are wrong.</exception>
    public static void Write()
    {
        var bench = new Bench(Path.Combine(Output, "files"), Path.Combine(Output, "bin", "launch"));
        bench.Prepare();
        Contender ours = KnownContenders.Ours([]).First();
        KeyServer keys = KeyServer.Start(Output, tls: true);
        try
        {
            var program = ProgramSymbols.Read(ours.Command[^1] + ".dbg");

            // The first runs use pinned keys, with both verifiers. The last run fetches keys, so that the code for fetches comes last.
            string[] methods =
            [
                .. new[] { ours, Variants.WithManagedVerifier(ours), keys.Client(ours, ours.Name + Variants.Tls) }
                    .SelectMany(contender => Trace(bench, contender))
                    .Select(program.MethodAt)
                    .OfType<string>()
                    .Distinct(),
            ];
            File.WriteAllLines(Path.Combine(Repository.Root, "src", "Authorizer.Lambda", "Native", "startup-order.txt"), methods);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"src/Authorizer.Lambda/Native/startup-order.txt: {methods.Length} methods"));
        }
        finally
        {
            keys.DisposeAsync().AsTask().Wait();
        }
    }

    // QEMU translates and logs a block of code when the block runs for the first time.
    private static List<long> Trace(Bench bench, Contender contender)
    {
        string scratch = Directory.CreateTempSubdirectory("startup-order").FullName;
        string log = Path.Combine(scratch, "log");
        Contender traced = contender with { Command = ["/usr/bin/qemu-x86_64", "-cpu", "max", "-d", "in_asm,page", "-D", log, contender.Command[^1]] };
        Correctness.Check(bench, traced, new PrivateLibraries(scratch));
        List<long> addresses = [];
        long start = 0;
        foreach (string line in File.ReadLines(log))
        {
            if (line.StartsWith("start_code", StringComparison.Ordinal))
            {
                start = Hexadecimal(line.AsSpan("start_code".Length).Trim()[2..]);
            }
            else if (line.StartsWith("0x", StringComparison.Ordinal) && line.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon)
            {
                addresses.Add(Hexadecimal(line.AsSpan(2, colon - 2)) - start);
            }
        }

        Directory.Delete(scratch, recursive: true);
        return addresses;
    }

    private static long Hexadecimal(ReadOnlySpan<char> digits) => long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
