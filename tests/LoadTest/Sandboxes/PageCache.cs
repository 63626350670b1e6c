using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using LoadTest.Contenders;

namespace LoadTest.Sandboxes;

/// <summary>
/// Makes the next start read from disk, as the first one on a fresh Lambda host does. As root the kernel drops its whole cache; otherwise
/// it is asked to drop the files of the program one by one, which leaves those that another process has mapped, the C library above all.
/// </summary>
internal sealed class PageCache
{
    private const string DropCaches = "/proc/sys/vm/drop_caches";
    private readonly Dictionary<string, HashSet<string>> _files = [];

    /// <summary>How the cache is dropped, for the report.</summary>
    public string Means => DropsAll ? "whole page cache dropped (/proc/sys/vm/drop_caches)" : "files dropped one by one (posix_fadvise)";

    private bool DropsAll { get; } = Libc.EffectiveUser() == 0 && CanDropAll();

    /// <summary>Remembers which files a program uses, while it runs.</summary>
    /// <param name="contender">The program.</param>
    /// <param name="processId">Its process.</param>
    public void Learn(Contender contender, int processId)
    {
        if (_files.TryGetValue(contender.Name, out HashSet<string>? files))
        {
            return;
        }

        _files[contender.Name] = files = [.. Directory.EnumerateFiles(Path.GetDirectoryName(contender.Command[^1])!)];
        foreach (string line in File.ReadLines($"/proc/{processId}/maps"))
        {
            int path = line.IndexOf('/', StringComparison.Ordinal);
            if (path >= 0)
            {
                _ = files.Add(line[path..]);
            }
        }
    }

    /// <summary>Drops what the next start would find in memory.</summary>
    /// <param name="contender">What is started next; its files were learnt.</param>
    /// <param name="launcher">Is not measured, and stays in memory.</param>
    public void Drop(Contender contender, string launcher)
    {
        if (DropsAll)
        {
            // Only clean pages can be dropped. 3: pages, directory entries and inodes.
            Libc.Sync();
            File.WriteAllText(DropCaches, "3");
        }
        else
        {
            foreach (string file in _files[contender.Name].Where(File.Exists))
            {
                Advise(file);
            }
        }

        // The launcher starts itself, and ends for want of arguments: it is in memory again.
        using var process = SandboxProcess.Start(launcher, [launcher], new Dictionary<string, string>(), limit: null);
        process.AwaitExit();
    }

    private static bool CanDropAll()
    {
        try
        {
            File.WriteAllText(DropCaches, "1");
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
