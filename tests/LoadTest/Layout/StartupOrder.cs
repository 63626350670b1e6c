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
/// Writes down which methods a start and its first answers run, in the order of their first use. The native compiler lays them out in
/// this order (<c>IlcOrderFile</c>): a cold start then reads and maps a quarter of the pages of code that it reads with them scattered.
/// </summary>
internal static class StartupOrder
{
    private static readonly string Output = Path.Combine(Repository.Root, "artifacts", "loadtest");

    /// <summary>Traces the published authorizer and writes the file that the next build is laid out by.</summary>
    /// <exception cref="LoadTestException">It does not run, or decides wrongly.</exception>
    public static void Write()
    {
        var bench = new Bench(Path.Combine(Output, "files"), Path.Combine(Output, "bin", "launch"));
        bench.Prepare();
        Contender ours = KnownContenders.Ours([]).First();
        KeyServer keys = KeyServer.Start(Output, tls: true);
        try
        {
            var program = ProgramSymbols.Read(ours.Command[^1] + ".dbg");

            // With pinned keys first, for either verifier; what only a fetch needs comes last.
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

    // The emulator writes each piece of code to its log when it translates it, which is when it is first run.
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
