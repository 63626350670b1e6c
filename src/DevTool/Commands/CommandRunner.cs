using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using DevTool.Comparing;

namespace DevTool.Commands;

/// <summary>Runs the body of a command. An error that the user can fix is printed on one line. An interruption is not reported as an error.</summary>
internal static class CommandRunner
{
    /// <summary>The exit code if the command found a problem.</summary>
    public const int Failure = 1;

    /// <summary>The exit code that shells report if Ctrl-C ends a program: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>
    /// Sets the body of a command. An interruption does not wait for the body, because the body can compute for a long time.
    /// </summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static void Run(Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction((parsed, cancellation) => RunAsync(
            (options, token) => Task.Run(() => run(options, token), token).WaitAsync(token), ExitCodes.Usage, parsed, cancellation));

    /// <summary>Sets the body of a command that stops processes or removes files at its end. An interruption waits for this body.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static void RunToEnd(Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction((parsed, cancellation) => RunAsync(run, Failure, parsed, cancellation));

    /// <summary>
    /// Checks the names of environment variables as the authorizer does at its start. Used by commands that read these variables.
    /// </summary>
    /// <exception cref="ConfigurationException">A variable has an unknown or outdated name.</exception>
    public static void CheckVariableNames() => VariableNames.Check(Environment.GetEnvironmentVariables().Keys.Cast<string>());

    /// <summary>Reports an unexpected error on one line. A failed write to standard error also counts as an unexpected error.</summary>
    public static void Report(Exception unexpected)
    {
        string text = unexpected is IOException or UnauthorizedAccessException
            ? $"reading or writing failed: {unexpected.Message}; check the disk, and where the output goes"
            : $"defect of this tool: {unexpected.GetType().Name}: {unexpected.Message}; report it, and attach the files that the command read";
        try
        {
            Terminal.Remarks.Line(text);
        }
        catch (IOException)
        {
            // Standard error cannot be written, so the error cannot be reported.
        }
    }

    private static async Task<int> RunAsync(
        Func<ParseResult, CancellationToken, Task<int>> run, int failure, ParseResult parsed, CancellationToken cancellation)
    {
        try
        {
            return await run(parsed, cancellation);
        }
        catch (Exception stopped) when (IsInterruption(stopped, cancellation))
        {
            Terminal.Remarks.Line("interrupted");
            return Interrupted;
        }
        catch (ToolException problem)
        {
            // A template can have several problems, one per line.
            foreach (string line in problem.Message.Split('\n'))
            {
                Terminal.Remarks.Text(line);
            }

            return problem.ExitCode ?? failure;
        }
        catch (ConfigurationException invalid)
        {
            Terminal.Remarks.Text(invalid.Message);
            return ExitCodes.Configuration;
        }
        catch (DefectException defect)
        {
            Terminal.Remarks.Line($"defect of this tool: {defect.Message}; report it, and attach the files that the command read");
            return ExitCodes.Defect;
        }
    }

    // Ctrl-C in a terminal also reaches the child processes, so a call can fail before it is cancelled.
    private static bool IsInterruption(Exception stopped, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested && stopped is OperationCanceledException or HttpRequestException or ToolException;
}
