using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace RuntimeApiEmulator;

/// <summary>
/// Ensures that child processes never outlive this process, even after SIGKILL. A shell waits for the end of a pipe that only this process
/// keeps open. The shell then kills the registered processes.
/// </summary>
/// <remarks>
/// The kernel's <c>PR_SET_PDEATHSIG</c> is unsuitable for two reasons. The kernel sends the signal when the <em>thread</em> that forked
/// ends, and pool threads can end at any time. Only the child can request the signal, which would add an <c>exec</c> to the start that a
/// load test measures.
/// </remarks>
public static class OrphanGuard
{
    // Ctrl-C sends a signal to the whole process group, so the script ignores HUP, INT and TERM. The script discards errors of kill,
    // because a child might have just ended.
    private const string Script =
        """
        trap '' HUP INT TERM
        children=
        while read -r change pid; do
          case $change in
            add) children="$children $pid" ;;
            remove)
              rest=
              for child in $children; do
                [ "$child" = "$pid" ] || rest="$rest $child"
              done
              children=$rest
              ;;
          esac
        done
        [ -z "$children" ] || kill -KILL $children 2>/dev/null
        """;

    private static readonly Lazy<StreamWriter> Guard = new(Start);
    private static readonly Lock Telling = new();

    /// <summary>Registers a process. The guard kills it if this process ends first.</summary>
    public static void Watch(int processId) => Tell($"add {processId}");

    /// <summary>Removes a process that has ended, because the system can reuse its ID.</summary>
    public static void Forget(int processId) => Tell($"remove {processId}");

    private static void Tell(string change)
    {
        lock (Telling)
        {
            Guard.Value.Write(change + "\n");
        }
    }

    private static StreamWriter Start()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script]) { RedirectStandardInput = true };
        Process guard = Process.Start(start) ?? throw new InvalidOperationException("no process was started");
        guard.StandardInput.AutoFlush = true;
        return guard.StandardInput;
    }
}
