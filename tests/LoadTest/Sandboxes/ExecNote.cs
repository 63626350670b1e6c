using System.Runtime.InteropServices;

namespace LoadTest.Sandboxes;

/// <summary>The note of <c>launch.c</c> just before it executes the measured program: the time, and its resource usage until then.</summary>
/// <param name="ExecAt">A <see cref="System.Diagnostics.Stopwatch"/> timestamp: both are CLOCK_MONOTONIC in nanoseconds.</param>
/// <param name="CpuNanoseconds">CPU time, user and system.</param>
/// <param name="MinorFaults">Page faults served from memory.</param>
/// <param name="MajorFaults">Page faults served from disk.</param>
/// <param name="ReadBytes">Bytes read from disk.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ExecNote(long ExecAt, long CpuNanoseconds, long MinorFaults, long MajorFaults, long ReadBytes);
