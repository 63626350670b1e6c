using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Contract;

/// <summary>The result of a script or another program.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
public sealed record ScriptResult(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="input">Its standard input; empty by default.</param>
    public static async Task<ScriptResult> OfAsync(ProcessStartInfo start, CancellationToken cancellation, string? input = null)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();

        // Both streams at once: a program waits if one of them is full.
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new ScriptResult(process.ExitCode, output, await errors);
    }
}
