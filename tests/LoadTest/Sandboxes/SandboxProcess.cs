using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace LoadTest.Sandboxes;

/// <summary>
/// A process of a measured program. It is started with posix_spawn and has its own environment. Its output is read only when a method is called,
/// so that no thread of the load test wakes up while the process works.
/// </summary>
internal sealed class SandboxProcess : IDisposable
{
    private readonly int _notes;
    private readonly int _output;
    private readonly StringBuilder _kept = new();
    private ExecNote _note;
    private bool _ended;
    private bool _disposed;

    private SandboxProcess(int processId, int notes, int output)
    {
        ProcessId = processId;
        _notes = notes;
        _output = output;
    }

    /// <summary>The id of the process.</summary>
    public int ProcessId { get; }

    /// <summary>Whether the output of the process is kept for <see cref="Output"/>. Otherwise it is discarded.</summary>
    public bool KeepsOutput { get; set; }

    /// <summary>The output of the process while <see cref="KeepsOutput"/> was set.</summary>
    public string Output => _kept.ToString();

    /// <summary>Starts a program through the launcher.</summary>
    /// <param name="launcher">The path of the built <c>launch.c</c>.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">All environment variables of the program.</param>
    /// <returns>The process, which may still be starting.</returns>
    public static SandboxProcess Start(
        string launcher, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        (int notesRead, int notesWrite) = Pipe();
        (int outputRead, int outputWrite) = Pipe();
        string[] arguments = [launcher, .. command];
        List<string> variables = [];
        foreach ((string name, string value) in environment)
        {
            variables.Add(name + "=" + value);
        }

        try
        {
            int processId = Spawn(launcher, Path.GetDirectoryName(command.Count > 0 ? command[^1] : launcher)!, arguments, variables, notesWrite, outputWrite);
            return new SandboxProcess(processId, notesRead, outputRead);
        }
        finally
        {
            _ = Libc.Close(notesWrite);
            _ = Libc.Close(outputWrite);
        }
    }

    /// <summary>Returns the note of the launcher: the time of exec and the resource usage before exec.</summary>
    public unsafe ExecNote Note()
    {
        if (_note.ExecAt == 0)
        {
            ExecNote note = default;
            if (Libc.Read(_notes, (byte*)&note, sizeof(ExecNote)) != sizeof(ExecNote))
            {
                DrainOutput();
                throw new LoadTestException("the launcher failed: " + Output);
            }

            _note = note;
        }

        return _note;
    }

    /// <summary>Returns the resource usage of the program since exec.</summary>
    public ProcessUsage Usage() => ProcessUsage.Of(ProcessId).Since(Note());

    /// <summary>Reads the output of the process so far. Call this method between invocations, because a full pipe blocks the process.</summary>
    public unsafe void DrainOutput()
    {
        byte* buffer = stackalloc byte[16 * 1024];
        nint count;
        while ((count = Libc.Read(_output, buffer, 16 * 1024)) > 0)
        {
            if (KeepsOutput)
            {
                _ = _kept.Append(Encoding.UTF8.GetString(buffer, (int)count));
            }
        }
    }

    /// <summary>Waits until the process ends by itself.</summary>
    public void AwaitExit()
    {
        if (!_ended)
        {
            _ended = true;
            Reap(ProcessId);
        }
    }

    /// <summary>Kills the process if it is still running.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ = Libc.Kill(ProcessId, Libc.Kill9);
            AwaitExit();
        }

        if (!_disposed)
        {
            _disposed = true;
            _ = Libc.Close(_notes);
            _ = Libc.Close(_output);
        }
    }

    private static unsafe void Reap(int processId)
    {
        int status;
        while (Libc.WaitPid(processId, &status, 0) < 0 && Marshal.GetLastSystemError() == 4 /* EINTR */)
        {
        }
    }

    // exec closes both ends, except for the descriptors that the file actions pass on. Only the read end is non-blocking, because a program expects
    // that writes to its standard output block.
    private static unsafe (int ReadEnd, int WriteEnd) Pipe()
    {
        int* ends = stackalloc int[2];
        return Libc.Pipe2(ends, Libc.CloseOnExec) == 0 && Libc.Control(ends[0], Libc.SetStatusFlags, Libc.NonBlocking) == 0
            ? (ends[0], ends[1])
            : throw new Win32Exception();
    }

    private static unsafe int Spawn(
        string launcher, string directory, string[] arguments, List<string> environment, int notes, int output)
    {
        byte* actions = stackalloc byte[Libc.FileActionsBytes];
        nint* argumentArray = Strings(arguments);
        nint* environmentArray = Strings(environment);
        try
        {
            int processId;
            _ = Libc.InitFileActions(actions);
            _ = Libc.AddOpen(actions, 0, "/dev/null", 0, 0);
            _ = Libc.AddDuplicate(actions, output, 1);
            _ = Libc.AddDuplicate(actions, output, 2);
            _ = Libc.AddDuplicate(actions, notes, 3);
            _ = Libc.AddChangeDirectory(actions, directory);
            int error = Libc.Spawn(&processId, launcher, actions, 0, argumentArray, environmentArray);
            _ = Libc.DestroyFileActions(actions);
            return error == 0 ? processId : throw new Win32Exception(error);
        }
        finally
        {
            Free(argumentArray, arguments.Length);
            Free(environmentArray, environment.Count);
        }
    }

    private static unsafe nint* Strings(IReadOnlyList<string> texts)
    {
        nint* array = (nint*)NativeMemory.Alloc((nuint)(texts.Count + 1), (nuint)sizeof(nint));
        for (int at = 0; at < texts.Count; at++)
        {
            array[at] = Marshal.StringToCoTaskMemUTF8(texts[at]);
        }

        array[texts.Count] = 0;
        return array;
    }

    private static unsafe void Free(nint* array, int count)
    {
        for (int at = 0; at < count; at++)
        {
            Marshal.FreeCoTaskMem(array[at]);
        }

        NativeMemory.Free(array);
    }
}
