using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LoadTest.Contenders;

namespace LoadTest.Sandboxes;

/// <summary>
/// Drops the page cache, so that the next start reads from disk, like the first start on a fresh Lambda host. It drops the files of the program
/// and its <see cref="PrivateLibraries"/> one by one. Only root can also make the kernel drop all other unmapped pages, directory entries and
/// inodes.
/// </summary>
/// <param name="libraries">The libraries of all contenders.</param>
internal sealed class PageCache(PrivateLibraries libraries)
{
    private const string DropCaches = "/proc/sys/vm/drop_caches";

    /// <summary>Describes how the cache is dropped, for the report.</summary>
    public static string Means => DropsAll
        ? "page cache dropped: posix_fadvise and /proc/sys/vm/drop_caches"
        : "page cache dropped only by posix_fadvise, because this user cannot write /proc/sys/vm/drop_caches";

    /// <summary>The environment variables that a start from disk needs.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string> { [libraries.Variable.Name] = libraries.Variable.Value };

    private static bool DropsAll { get; } = CanDropAll();

    /// <summary>Drops the files of the next start from memory.</summary>
    /// <param name="contender">The next contender.</param>
    /// <param name="launcher">The launcher. It is not measured, so it stays in memory.</param>
    public void Drop(Contender contender, string launcher)
    {
        // Writes all changed pages to disk, because only clean pages can be dropped.
        Libc.Sync();
        foreach (string file in libraries.Files)
        {
            Advise(file);
        }

        foreach (string file in Directory.EnumerateFiles(contender.Directory, "*", SearchOption.AllDirectories).Append(contender.Command[0]))
        {
            Advise(file);
        }

        if (DropsAll)
        {
            File.WriteAllText(DropCaches, "3");
        }

        // Runs the launcher once without a program, so that it is in memory again.
        using var process = SandboxProcess.Start(launcher, [], new Dictionary<string, string>());
        process.AwaitExit();
    }

    private static bool CanDropAll()
    {
        try
        {
            File.WriteAllText(DropCaches, "3");
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Advise(string path)
    {
        int file = Libc.Open(path, Libc.CloseOnExec);
        if (file >= 0)
        {
            _ = Libc.Advise(file, 0, 0, Libc.AdviseDontNeed);
            _ = Libc.Close(file);
        }
    }
}
