using System;
using System.Globalization;
using System.IO;

namespace LoadTest.Sandboxes;

/// <summary>The resource usage of a process so far, read from /proc (Linux manual page proc_pid).</summary>
/// <param name="CpuNanoseconds">The CPU time of all threads, user and system.</param>
/// <param name="PeakMemoryBytes">The largest resident memory: <c>VmHWM</c>.</param>
/// <param name="MinorFaults">The page faults served from memory.</param>
/// <param name="MajorFaults">The page faults served from disk.</param>
/// <param name="ReadBytes">The bytes that were read from disk for this process.</param>
internal readonly record struct ProcessUsage(
    long CpuNanoseconds, long PeakMemoryBytes, long MinorFaults, long MajorFaults, long ReadBytes)
{
    /// <summary>Reads the usage of a running process.</summary>
    /// <returns>The usage since the process was forked.</returns>
    public static ProcessUsage Of(int processId)
    {
        // Counts the fields after the process name, which can contain any character (proc_pid_stat: minflt is field 10, majflt is field 12).
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUsage(
            CpuTime(processId),
            Field($"/proc/{processId}/status", "VmHWM:") * 1024,
            long.Parse(fields[7], CultureInfo.InvariantCulture),
            long.Parse(fields[9], CultureInfo.InvariantCulture),
            Field($"/proc/{processId}/io", "read_bytes:"));
    }

    /// <summary>Returns the current resident memory in bytes: <c>VmRSS</c>.</summary>
    public static long ResidentBytes(int processId) => Field($"/proc/{processId}/status", "VmRSS:") * 1024;

    /// <summary>Returns the CPU time of all threads of a process.</summary>
    /// <returns>The CPU time in nanoseconds, or 0 if the process has ended.</returns>
    public static unsafe long CpuTime(int processId)
    {
        // The id of the CPU clock of another process, as clock_getcpuclockid(3) computes it: the complement of the process id, and 2 for "scheduler
        // time".
        long* time = stackalloc long[2];
        return Libc.ClockGetTime((~processId << 3) | 2, time) == 0 ? (time[0] * 1_000_000_000) + time[1] : 0;
    }

    /// <summary>Returns the usage of the program without the usage of the launcher.</summary>
    /// <param name="note">The usage until the launcher executed the program.</param>
    /// <returns>The difference. The peak memory does not include the launcher.</returns>
    public ProcessUsage Since(ExecNote note) => new(
        CpuNanoseconds - note.CpuNanoseconds,
        PeakMemoryBytes,
        MinorFaults - note.MinorFaults,
        MajorFaults - note.MajorFaults,
        ReadBytes - note.ReadBytes);

    private static long Field(string file, string name)
    {
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB ").TrimEnd(), CultureInfo.InvariantCulture);
            }
        }

        return 0;
    }
}
