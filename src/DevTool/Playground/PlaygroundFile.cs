using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace DevTool.Playground;

/// <summary>The permissions file of the stack, which is the only file that the page can save.</summary>
/// <param name="path">The path of the file. A request cannot change the path.</param>
internal sealed class PlaygroundFile(string path)
{
    private readonly Lock _writing = new();

    /// <summary>The path of the file, as a command in the terminal that started this tool can use it.</summary>
    public string ShortPath { get; } = ShellWord.ShortPath(path);

    /// <summary>The name of the file without its folder.</summary>
    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Reads the file.</summary>
    /// <returns>The content and the version on disk.</returns>
    public SavedPermissions Read()
    {
        byte[] content = File.ReadAllBytes(path);
        return new SavedPermissions(Name, Encoding.UTF8.GetString(content), Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Writes the file, unless it has changed since the page read it.</summary>
    /// <param name="text">The new content.</param>
    /// <param name="version">The version that the page read.</param>
    /// <returns>The written file, or <see langword="null"/> if the file on disk has a different version.</returns>
    public SavedPermissions? Save(string text, string version)
    {
        lock (_writing)
        {
            if (Read().Version != version)
            {
                return null;
            }

            File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
            return Read();
        }
    }
}
