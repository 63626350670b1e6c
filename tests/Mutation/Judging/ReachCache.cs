using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;

namespace Mutation.Judging;

/// <summary>
/// A cache of the mutants that each test reaches. A run of the same tests on the same mutants reads the cache, for example for another
/// sample or after an interruption.
/// </summary>
internal sealed class ReachCache
{
    private readonly string _path;

    /// <summary>Opens the cache of a folder of tests.</summary>
    /// <param name="folder">The folder with the tests and the mutated assembly.</param>
    /// <param name="path">The path of the cache file. The file is cleared if it belongs to other tests or mutants.</param>
    /// <param name="assemblies">The assemblies on which the result depends.</param>
    public ReachCache(string folder, string path, IEnumerable<string> assemblies)
    {
        _path = path;
        string key = Convert.ToHexString(SHA256.HashData(
            [.. assemblies.SelectMany(assembly => SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, assembly))))]));
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        if (lines.Length == 0 || lines[0] != key)
        {
            File.WriteAllText(path, key + "\n");
            lines = [];
        }

        Known = lines.Skip(1).Select(line => JsonSerializer.Deserialize<ReachOfClass>(line)!).ToDictionary(each => each.Class, each => each.Reached);
    }

    /// <summary>The mutants that the tests reach, by test class.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ReachedBy>> Known { get; }

    /// <summary>Adds a test class.</summary>
    public void Add(string name, IReadOnlyList<ReachedBy> reached)
    {
        lock (Known)
        {
            File.AppendAllText(_path, JsonSerializer.Serialize(new ReachOfClass(name, reached)) + "\n");
        }
    }

    private sealed record ReachOfClass(string Class, IReadOnlyList<ReachedBy> Reached);
}
