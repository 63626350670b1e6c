using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Contract;

namespace Authorizer.Tests.Documentation;

/// <summary>The source files of the repository, without build outputs, restored packages and measurement results.</summary>
internal sealed partial class RepositoryFiles
{
    private static readonly HashSet<string> Made = ["bin", "obj", "artifacts", "node_modules", "dist", "TestResults", ".git", ".vs", ".idea"];

    private readonly HashSet<string> _folders = [];

    /// <summary>Lists the files.</summary>
    public RepositoryFiles() => Walk(new DirectoryInfo(Repository.Root), string.Empty);

    /// <summary>The paths of the files, relative to the root, with slashes.</summary>
    public List<string> Files { get; } = [];

    /// <summary>Whether there is a file or a folder with this path.</summary>
    /// <param name="path">The path, with slashes. It can end with a slash.</param>
    public bool Has(string path) => Files.Contains(path) || _folders.Contains(path.TrimEnd('/'));

    /// <summary>All words of all files except Markdown pages, for example the names of types, variables, resources and make targets.</summary>
    public HashSet<string> Words() =>
    [
        .. Files.Where(file => !file.EndsWith(".md", System.StringComparison.Ordinal) && !file.EndsWith(".svg", System.StringComparison.Ordinal))
            .SelectMany(file => Word().Matches(File.ReadAllText(Path.Combine(Repository.Root, file))))
            .Select(match => match.Value),
    ];

    [GeneratedRegex("[A-Za-z][A-Za-z0-9_]*")]
    private static partial Regex Word();

    private void Walk(DirectoryInfo folder, string path)
    {
        _ = _folders.Add(path);
        string prefix = path.Length == 0 ? string.Empty : path + "/";
        Files.AddRange(folder.EnumerateFiles().Select(file => prefix + file.Name));
        foreach (DirectoryInfo below in folder.EnumerateDirectories().Where(below => !Made.Contains(below.Name)))
        {
            Walk(below, prefix + below.Name);
        }
    }
}
