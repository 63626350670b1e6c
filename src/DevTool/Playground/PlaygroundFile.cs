using System;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Threading;

namespace DevTool.Playground;

/// <summary>The one file that the page can save: the permissions file of the stack.</summary>
/// <param name="path">Its path. A request cannot name another one.</param>
internal sealed class PlaygroundFile(string path)
{
    private readonly Lock _writing = new();

    /// <summary>Its path for the terminal that this tool was started in.</summary>
    public string ShortPath { get; } = ShellWord.ShortPath(path);

    /// <summary>The file's name, without its folder.</summary>
    public string Name { get; } = Path.GetFileName(path);

    /// <summary>Reads the file.</summary>
    /// <returns>The file as it is on disk.</returns>
    public SavedPermissions Read()
    {
        byte[] content = File.ReadAllBytes(path);
        return new SavedPermissions(Name, Encoding.UTF8.GetString(content), Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Writes the file unless it has changed since the caller read it.</summary>
    /// <param name="text">The new content.</param>
    /// <param name="version">The version that the caller read.</param>
    /// <returns>The file as it is now, or <see langword="null"/> if it has another version.</returns>
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
