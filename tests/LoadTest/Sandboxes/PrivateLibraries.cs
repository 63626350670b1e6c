using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LoadTest.Sandboxes;

/// <summary>
/// Copies of the system's shared libraries. Only measured programs use the copies. The kernel cannot drop a page from memory if any process has
/// mapped it, and many processes have mapped OpenSSL. Without the copies, a start would read only a part of the libraries from disk. All
/// contenders still use the system's dynamic loader and the files that they open by a full path.
/// </summary>
/// <param name="directory">The folder of the copies.</param>
internal sealed class PrivateLibraries(string directory)
{
    private readonly HashSet<string> _copies = [];

    /// <summary>The variable that makes a program load the copies. Lambda's environment also sets this variable.</summary>
    public (string Name, string Value) Variable => ("LD_LIBRARY_PATH", directory);

    /// <summary>The copies.</summary>
    public IReadOnlyCollection<string> Files => _copies;

    /// <summary>Copies the libraries that a running process has mapped.</summary>
    public void AddThoseOf(int processId)
    {
        _ = Directory.CreateDirectory(directory);
        IEnumerable<string> libraries = File.ReadLines($"/proc/{processId}/maps")
            .Where(line => line.Contains(".so", StringComparison.Ordinal))
            .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
            .Where(path => path.StartsWith("/usr/lib", StringComparison.Ordinal) || path.StartsWith("/lib", StringComparison.Ordinal))
            .Where(path => !Path.GetFileName(path).StartsWith("ld-", StringComparison.Ordinal))
            .Distinct();
        foreach (string library in libraries)
        {
            foreach (string name in NamesOf(library))
            {
                string copy = Path.Combine(directory, name);
                if (_copies.Add(copy))
                {
                    File.Copy(library, copy, overwrite: true);
                }
            }
        }
    }

    // Returns the names under which a library is loaded. For example, a program loads the link libstdc++.so.6, but the kernel reports its target,
    // libstdc++.so.6.0.30.
    private static IEnumerable<string> NamesOf(string library)
    {
        string file = Path.GetFileName(library);
        string stem = file[..(file.IndexOf(".so", StringComparison.Ordinal) + 3)];
        return Directory.EnumerateFiles(Path.GetDirectoryName(library)!, stem + ".*")
            .Where(path => Path.GetFileName(path).StartsWith(stem + ".", StringComparison.Ordinal))
            .Where(path => (new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path) == library)
            .Select(path => Path.GetFileName(path)!)
            .Append(file)
            .Distinct();
    }
}
