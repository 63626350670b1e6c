using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace LoadTest.Reports;

/// <summary>The date and machine of a run. It has no host name and no path, because results are published.</summary>
/// <param name="Date">The date, UTC.</param>
/// <param name="Processor">The processor's model.</param>
/// <param name="Cores">The number of its cores in this machine.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="System">The distribution.</param>
/// <param name="Commit">The measured commit; ends in <c>+</c> if files differ from it.</param>
/// <param name="Notes">Restrictions of this machine, and the result of the harness check.</param>
internal sealed record RunMetadata(
    DateTimeOffset Date, string Processor, int Cores, string Kernel, string System, string Commit, string[] Notes)
{
    /// <summary>Describes this run.</summary>
    /// <param name="notes">Anything a reader should know.</param>
    public static RunMetadata Collect(params string[] notes) => new(
        DateTimeOffset.UtcNow,
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.OSDescription,
        Git("rev-parse --short HEAD") + (Git("status --porcelain --untracked-files=no").Length > 0 ? "+" : string.Empty),
        notes);

    private static string Git(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        return git?.StandardOutput.ReadToEnd().Trim() ?? string.Empty;
    }
}
