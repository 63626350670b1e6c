using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Commands;

/// <summary>
/// Finds the permissions file of a command. The order is: the option, the file that the authorizer is configured with, the file in the
/// current folder. Commands that only read fall back to the sample.
/// </summary>
internal static class PermissionsInput
{
    private const string DefaultName = "permissions.json";

    /// <summary>Creates the option <c>--permissions</c>.</summary>
    public static Option<string?> Option() => new("--permissions")
    {
        Description = "The permissions file; otherwise AUTHORIZER_PERMISSIONS_FILE, otherwise permissions.json in the current folder, otherwise the sample.",
    };

    /// <summary>Creates the argument of commands that work on one file. <see cref="PathOf"/> reads its value.</summary>
    public static Argument<string?> Argument() => new("permissions")
    {
        Description = "The permissions file; otherwise AUTHORIZER_PERMISSIONS_FILE, otherwise permissions.json in the current folder.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Creates the option <c>--permissions</c> of commands that also accept the argument.</summary>
    public static Option<string?> SameOption() => new("--permissions") { Description = "The permissions file. It has the same meaning as the argument, and exists for consistency with other commands." };

    /// <summary>Prints which file was read, unless the user named the file.</summary>
    /// <param name="option">The value of the option.</param>
    public static void Tell(string? option)
    {
        if (option is null)
        {
            Terminal.Remarks.Text(IsSample(option)
                ? $"rules: the sample {ShellWord.ShortPath(Sample)}, because there is no {DefaultName} here; name yours with --permissions"
                : $"rules: {PathOf(option)}");
        }
    }

    /// <summary>Reads the permissions file.</summary>
    /// <param name="option">The value of the option.</param>
    /// <returns>The name of the file in messages, and its content.</returns>
    public static Task<(string Name, byte[] Text)> ReadAsync(string? option, CancellationToken cancellation) =>
        ReadFileAsync(IsSample(option) ? Sample : PathOf(option), cancellation);

    private static string Sample => Path.Combine(AppContext.BaseDirectory, DefaultName);

    private static bool IsSample(string? option) => option is null && PathOf(option) == DefaultName && !File.Exists(DefaultName);

    /// <summary>
    /// Finds the file to work on. The order is: the argument, the file that the authorizer is configured with, the file in the current folder.
    /// </summary>
    /// <param name="argument">The value of the argument.</param>
    public static string PathOf(string? argument)
    {
        string? configured = Environment.GetEnvironmentVariable("AUTHORIZER_PERMISSIONS_FILE");
        return argument ?? (string.IsNullOrWhiteSpace(configured) ? DefaultName : configured);
    }

    /// <summary>Reads any file that a user named.</summary>
    /// <returns>The name of the file in messages, and its content.</returns>
    /// <exception cref="ToolException">The file cannot be read.</exception>
    public static async Task<(string Name, byte[] Text)> ReadFileAsync(string path, CancellationToken cancellation) =>
        (Path.GetFileName(path), await InputFile.ReadAsync(path, cancellation));
}
