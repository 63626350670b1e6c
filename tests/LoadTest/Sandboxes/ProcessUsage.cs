using System;
using System.Globalization;
using System.IO;

namespace LoadTest.Sandboxes;

/// <summary>The resource usage of a process so far, read from outside (Linux manual page proc_pid).</summary>
/// <param name="CpuNanoseconds">CPU time of all its threads, user and system.</param>
/// <param name="PeakMemoryBytes">Most memory ever resident: <c>VmHWM</c>.</param>
/// <param name="MinorFaults">Page faults served from memory.</param>
/// <param name="MajorFaults">Page faults served from disk.</param>
/// <param name="ReadBytes">Bytes it caused to be read from disk.</param>
internal readonly record struct ProcessUsage(
    long CpuNanoseconds, long PeakMemoryBytes, long MinorFaults, long MajorFaults, long ReadBytes)
{
    /// <summary>Reads the usage of a running process.</summary>
    /// <returns>Its usage since it was forked.</returns>
    public static ProcessUsage Of(int processId)
    {
        // Fields are counted after the name, which may contain any character (proc_pid_stat: minflt is field 10, majflt 12).
        string stat = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUsage(
            CpuTime(processId),
            Field($"/proc/{processId}/status", "VmHWM:") * 1024,
            long.Parse(fields[7], CultureInfo.InvariantCulture),
            long.Parse(fields[9], CultureInfo.InvariantCulture),
            Field($"/proc/{processId}/io", "read_bytes:"));
    }

    /// <summary>The memory resident now, in bytes.</summary>
    /// <returns><c>VmRSS</c>.</returns>
    public static long ResidentBytes(int processId) => Field($"/proc/{processId}/status", "VmRSS:") * 1024;

    /// <summary>CPU time of all threads of a process.</summary>
    /// <returns>Nanoseconds; 0 if the process has ended.</returns>
    public static unsafe long CpuTime(int processId)
    {
        // The clock of another process, as from clock_getcpuclockid(3): the complement of its id, and 2 for "scheduler time".
        long* time = stackalloc long[2];
        return Libc.ClockGetTime((~processId << 3) | 2, time) == 0 ? (time[0] * 1_000_000_000) + time[1] : 0;
    }

    /// <summary>The usage since the program was executed in this process.</summary>
    /// <param name="note">The usage until then.</param>
    /// <returns>The difference; peak memory is already the program's.</returns>
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
