using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;

namespace LoadTest.Reports;

/// <summary>When and on what a run was made. No host name and no path: results are published.</summary>
/// <param name="Date">When, UTC.</param>
/// <param name="Processor">The processor's model.</param>
/// <param name="Cores">How many of its cores this machine has.</param>
/// <param name="Kernel">The kernel's release.</param>
/// <param name="System">The distribution.</param>
/// <param name="Commit">What was measured; ends in <c>+</c> where files differ from it.</param>
/// <param name="Notes">What this machine did not permit, and how the harness measured itself.</param>
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
