using System.Runtime.InteropServices;

namespace LoadTest.Sandboxes;

/// <summary>The time and the resource usage that <c>launch.c</c> records immediately before it executes the measured program.</summary>
/// <param name="ExecAt">The time. Like <see cref="System.Diagnostics.Stopwatch"/> timestamps, it is CLOCK_MONOTONIC in nanoseconds.</param>
/// <param name="CpuNanoseconds">CPU time, user and system.</param>
/// <param name="MinorFaults">Page faults served from memory.</param>
/// <param name="MajorFaults">Page faults served from disk.</param>
/// <param name="ReadBytes">Bytes read from disk.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ExecNote(long ExecAt, long CpuNanoseconds, long MinorFaults, long MajorFaults, long ReadBytes);
