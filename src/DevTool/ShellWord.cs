using System;
using System.IO;
using System.Linq;
using System.Text;

namespace DevTool;

/// <summary>Quotes words in commands that the user can paste into a shell.</summary>
internal static class ShellWord
{
    private const string Tool = "authz";

    /// <summary>
    /// The word that starts this tool: its name if the tool is in a folder of <c>PATH</c>, otherwise the path that it was started from.
    /// </summary>
    public static string Authz => ToolWord(Environment.ProcessPath, Environment.CurrentDirectory, Environment.GetEnvironmentVariable("PATH"));

    /// <inheritdoc cref="Authz"/>
    /// <param name="program">The path of the running program. If the tool is an assembly, this is the .NET host.</param>
    /// <param name="folder">The current folder.</param>
    /// <param name="path">The value of the variable <c>PATH</c>.</param>
    public static string ToolWord(string? program, string folder, string? path)
    {
        if (program is null || Path.GetFileNameWithoutExtension(program) != Tool)
        {
            return Tool;
        }

        string own = Path.GetDirectoryName(program)!;
        bool isOnPath = (path ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(entry => Path.TrimEndingDirectorySeparator(Path.GetFullPath(entry, folder)) == own);
        return isOnPath ? Tool : Quote(own == folder ? "./" + Path.GetFileName(program) : ShortPath(program, folder));
    }

    /// <summary>The short form of a path for a user in a folder: relative if the file is below the folder.</summary>
    /// <param name="folder">The folder, or <see langword="null"/> for the current folder.</param>
    public static string ShortPath(string path, string? folder = null)
    {
        string full = Path.GetFullPath(path);
        string relative = Path.GetRelativePath(folder ?? Environment.CurrentDirectory, full);
        return relative.StartsWith("..", StringComparison.Ordinal) ? full : relative;
    }

    /// <summary>Quotes a text as one word. With control characters, the text needs bash, zsh or ksh. Other texts work in every POSIX shell.</summary>
    public static string Quote(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:".Contains(character, StringComparison.Ordinal)) ? text
        : Terminal.Printable(text) == text ? $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'"
        : $"$'{string.Concat(text.EnumerateRunes().Select(Escape))}'";

    // A pasted line break would end the command, and a terminal interprets escape characters. Octal escapes are used because their length is fixed.
    private static string Escape(Rune rune)
    {
        string text = rune.ToString();
        return text is "'" or "\\" ? "\\" + text
            : Terminal.Printable(text) == text ? text
            : string.Concat(Encoding.UTF8.GetBytes(text).Select(octet => "\\" + Convert.ToString(octet, 8).PadLeft(3, '0')));
    }
}
