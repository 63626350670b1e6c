using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace LoadTest.Reports;

/// <summary>The date and the machine of a run. Host names and paths are not included, because the results are published.</summary>
/// <param name="Date">The date, UTC.</param>
/// <param name="Processor">The processor's model.</param>
/// <param name="Cores">The number of cores that this machine has.</param>
/// <param name="Kernel">The release of the kernel.</param>
/// <param name="System">The Linux distribution.</param>
/// <param name="Commit">The measured commit. It ends in <c>+</c> if files have uncommitted changes.</param>
/// <param name="Notes">Restrictions of this machine, and the result of the harness check.</param>
internal sealed record RunMetadata(
    DateTimeOffset Date, string Processor, int Cores, string Kernel, string System, string Commit, string[] Notes)
{
    /// <summary>Describes this run.</summary>
    /// <param name="notes">The notes for readers.</param>
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
