using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace RuntimeApiEmulator;

/// <summary>
/// Ensures that child processes never outlive this one, even after SIGKILL. A shell waits for the end of a pipe that only
/// this process holds, and then kills the registered processes.
/// </summary>
/// <remarks>
/// The kernel's <c>PR_SET_PDEATHSIG</c> does not fit for two reasons. It fires when the <em>thread</em> that forked
/// ends, and pool threads end. And only the child can set it, which needs one more <c>exec</c> in the start that a load
/// test measures.
/// </remarks>
public static class OrphanGuard
{
    // Ctrl-C reaches the whole process group, so the guard ignores signals that it must survive. A child may end just before it is killed.
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

    /// <summary>Registers a process, which is killed if this one ends first.</summary>
    public static void Watch(int processId) => Tell($"add {processId}");

    /// <summary>Removes a process that has ended, because its id may be reused.</summary>
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
