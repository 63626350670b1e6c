using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace LoadTest.Sandboxes;

/// <summary>
/// Copies of the system's shared libraries that only measured programs use. A page that any other process has mapped cannot be dropped
/// from memory, and many processes have OpenSSL mapped: a start from disk would read only a part from disk.
/// The dynamic loader and files that a program opens by a full path remain the system's, for all contenders.
/// </summary>
/// <param name="directory">The folder of the copies.</param>
internal sealed class PrivateLibraries(string directory)
{
    private readonly HashSet<string> _copies = [];

    /// <summary>The variable that makes a program load the copies, as in Lambda's own environment.</summary>
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

    // A program loads libstdc++.so.6, a link to libstdc++.so.6.0.30; the kernel reports the target.
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
