using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Contract;

/// <summary>The result of a script or another program.</summary>
/// <param name="Output">The standard output.</param>
/// <param name="Errors">The standard error.</param>
public sealed record ScriptResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a program until it ends.</summary>
    /// <param name="input">The standard input of the program.</param>
    public static async Task<ScriptResult> OfAsync(ProcessStartInfo start, CancellationToken cancellation, string? input = null)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();

        // Both streams are read at the same time, because a program blocks if the pipe of one stream is full.
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new ScriptResult(process.ExitCode, output, await errors);
    }
}
