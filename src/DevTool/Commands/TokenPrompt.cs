using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Commands;

/// <summary>Asks for a token on the terminal without showing the token.</summary>
internal static class TokenPrompt
{
    private const char Backspace = '\b';
    private const char Delete = '\x7F';

    // A shell reads the line, because .NET turns the echo on again between two keys and after each child process. Without -icanon, Linux would
    // cut the line after 4,095 characters. The token is not visible in the process list, because read and printf are builtins of the shell.
    private const string Script =
        """old=$(stty -g) || exit 1; trap 'stty "$old"' EXIT; trap 'exit 130' INT TERM; stty -echo -icanon; IFS= read -r line; printf %s "$line" """;

    /// <returns>The line that was entered.</returns>
    /// <exception cref="ToolException">The terminal cannot hide its input.</exception>
    public static async Task<string> ReadAsync(CancellationToken cancellation)
    {
        await Console.Error.WriteAsync("Token (not shown): ");
        try
        {
            using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script]) { RedirectStandardOutput = true })!;
            string line = await shell.StandardOutput.ReadToEndAsync(cancellation);
            await shell.WaitForExitAsync(cancellation);
            return shell.ExitCode == 0 ? Edited(line) : throw new ToolException("the terminal cannot hide its input; set TOKEN, or give the token on standard input");
        }
        catch (Win32Exception)
        {
            throw new ToolException("sh is missing, so the token cannot be entered without being shown; set TOKEN, or give the token on standard input");
        }
        finally
        {
            await Console.Error.WriteLineAsync();
        }
    }

    // With -icanon, the terminal does not apply corrections such as backspace, so this method applies them.
    private static string Edited(string line)
    {
        var edited = new StringBuilder();
        foreach (char c in line)
        {
            if (c is not (Backspace or Delete))
            {
                _ = edited.Append(c);
            }
            else if (edited.Length > 0)
            {
                edited.Length--;
            }
        }

        return edited.ToString();
    }
}
