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

/// <summary>Runs the body of a command. An error that the user can fix is one line; an interruption is not reported as an error.</summary>
internal static class CommandRunner
{
    /// <summary>The command found a problem.</summary>
    public const int Failure = 1;

    /// <summary>The exit code of a program that Ctrl-C ended, as shells report it: 128 + SIGINT.</summary>
    public const int Interrupted = 130;

    /// <summary>Gives a command its body. An interruption does not wait for the body, because it may be computing.</summary>
    /// <param name="run">The body, which returns the exit code.</param>
    public static void Run(Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction((parsed, cancellation) => RunAsync(
            (options, token) => Task.Run(() => run(options, token), token).WaitAsync(token), ExitCodes.Usage, parsed, cancellation));

    /// <summary>Gives a command a body that has processes to stop or files to remove: an interruption waits for it.</summary>
    /// <param name="run">The body, which returns the exit code.</param>
    public static void RunToEnd(Command command, Func<ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction((parsed, cancellation) => RunAsync(run, Failure, parsed, cancellation));

    /// <summary>Refuses variables that the authorizer would refuse at its start. For commands that read its variables.</summary>
    /// <exception cref="ConfigurationException">A name is unknown or was renamed.</exception>
    public static void CheckVariableNames() => VariableNames.Check(Environment.GetEnvironmentVariables().Keys.Cast<string>());

    /// <summary>Reports an error that no command expects, in one line. Standard error may be what cannot be written.</summary>
    /// <param name="unexpected">The error.</param>
    public static void Report(Exception unexpected)
    {
        string text = unexpected is IOException or UnauthorizedAccessException
            ? $"reading or writing failed: {unexpected.Message}; check the disk, and where the output goes"
            : $"defect of this tool: {unexpected.GetType().Name}: {unexpected.Message}; report it with the files of the command";
        try
        {
            Terminal.Remarks.Line(text);
        }
        catch (IOException)
        {
            // There is no place left to say it.
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
            // A template may have several problems, a line each.
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
            Terminal.Remarks.Line($"defect of this tool: {defect.Message}; report it with the files of the command");
            return ExitCodes.Defect;
        }
    }

    // Ctrl-C in a terminal reaches the child processes too, so a call may fail before it is cancelled.
    private static bool IsInterruption(Exception stopped, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested && stopped is OperationCanceledException or HttpRequestException or ToolException;
}
