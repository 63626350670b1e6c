using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace RuntimeApiEmulator;

/// <summary>
/// Sees to it that child processes never outlive this one, however hard it is killed. A shell waits for the end of a pipe that only
/// this process holds, and then kills whatever it was told of.
/// </summary>
/// <remarks>
/// The kernel's own means, <c>PR_SET_PDEATHSIG</c>, is the wrong one twice over: it fires when the <em>thread</em> that forked
/// ends, and threads of a pool do; and only the child can ask for it, which takes one more <c>exec</c> inside the start that a load
/// test measures.
/// </remarks>
public static class OrphanGuard
{
    // Ctrl-C reaches the whole process group, so the guard ignores what it must survive.
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
        [ -z "$children" ] || kill -KILL $children
        """;

    private static readonly Lazy<StreamWriter> Guard = new(Start);
    private static readonly Lock Telling = new();

    /// <summary>From now on the process is killed if this one ends first.</summary>
    public static void Watch(int processId) => Tell($"add {processId}");

    /// <summary>The process has ended, and its id may become another's.</summary>
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
