using System;
using System.Globalization;
using System.IO;

namespace LoadTest.Sandboxes;

/// <summary>
/// A control group that limits the CPU of its processes like Lambda. The CPU is proportional to the memory of the function, and 1,769 MB
/// correspond to one vCPU (Lambda developer guide, "Configure Lambda function memory").
/// </summary>
internal sealed class CpuLimit : IDisposable
{
    // The period of Lambda's CPU scheduling. AWS does not document it. Several people have measured it inside functions.
    private const int PeriodMicroseconds = 20_000;
    private const double MegabytesOfOneCpu = 1769;

    private readonly string _directory;

    private CpuLimit(string directory) => _directory = directory;

    /// <summary>Whether this machine permits limits.</summary>
    public static bool IsPermitted { get; } = Try();

    /// <summary>Describes the CPU limit, for the report.</summary>
    public static string Means => IsPermitted
        ? "CPU limits: control groups, with periods of 20 ms"
        : "CPU limits: none, because this machine does not permit control groups";

    /// <summary>Creates a group.</summary>
    /// <param name="megabytes">The memory of the function.</param>
    /// <returns>The group, or <see langword="null"/> if this machine does not permit groups.</returns>
    public static CpuLimit? TryCreate(int megabytes)
    {
        string name = $"authorizer-loadtest-{Environment.ProcessId}-{megabytes}";
        int quota = (int)(PeriodMicroseconds * megabytes / MegabytesOfOneCpu);
        return TryCreate("/sys/fs/cgroup/cpu", name, ("cpu.cfs_period_us", Text(PeriodMicroseconds)), ("cpu.cfs_quota_us", Text(quota)))
            ?? TryCreate("/sys/fs/cgroup", name, ("cpu.max", $"{quota} {PeriodMicroseconds}"));
    }

    /// <summary>Moves a process into the group.</summary>
    public void Add(int processId) => File.WriteAllText(Path.Combine(_directory, "cgroup.procs"), Text(processId));

    /// <summary>Removes the group. All processes of the group must have ended.</summary>
    public void Dispose() => Remove(_directory);

    private static bool Try()
    {
        using CpuLimit? limit = TryCreate(128);
        return limit is not null;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static CpuLimit? TryCreate(string parent, string name, params ReadOnlySpan<(string File, string Value)> settings)
    {
        string directory = Path.Combine(parent, name);
        try
        {
            // Without control groups of this version, the folder or its files do not exist.
            if (!Directory.Exists(parent))
            {
                return null;
            }

            _ = Directory.CreateDirectory(directory);
            foreach ((string file, string value) in settings)
            {
                string path = Path.Combine(directory, file);
                if (!File.Exists(path))
                {
                    Remove(directory);
                    return null;
                }

                File.WriteAllText(path, value);
            }

            return new CpuLimit(directory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Remove(directory);
            return null;
        }
    }

    private static void Remove(string directory)
    {
        try
        {
            // The deletion is not recursive, because the kernel removes the files of a control group.
            Directory.Delete(directory);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // An empty group that remains has no effect, and the next run uses another name.
        }
    }
}
