using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>
/// Calls AWS through its command-line tool, which already has the operator's credentials, Region and proxy. Input goes as one JSON argument:
/// the tool would read a value such as <c>file:///etc/passwd</c> from the disk if it were an argument of its own.
/// </summary>
internal static partial class AwsCli
{
    private const int MaxMessageCharacters = 300;

    private static readonly string[] CredentialErrors =
    [
        "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired",
    ];

    /// <summary>Calls an operation.</summary>
    /// <param name="service">The service, as the tool calls it.</param>
    /// <param name="operation">The operation, as the tool calls it.</param>
    /// <param name="input">Its input.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Its output.</returns>
    /// <exception cref="AwsException">AWS refused the call.</exception>
    /// <exception cref="ToolException">The tool is missing, or has no valid credentials.</exception>
    public static Task<JsonObject> CallAsync(string service, string operation, JsonObject input, CancellationToken cancellation) =>
        RunAsync([service, operation, "--cli-input-json", input.ToJsonString()], cancellation);

    /// <summary>Calls an operation that reads or writes a file, for which the tool takes no JSON.</summary>
    /// <param name="arguments">The arguments; those from outside are ids.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>Its output.</returns>
    /// <inheritdoc cref="CallAsync" path="/exception"/>
    public static async Task<JsonObject> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("aws", [.. arguments, "--output", "json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AWS_PAGER"] = string.Empty;
        using Process process = Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        string output;
        try
        {
            output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0 ? Parse(output) : throw Failure((await errors).Trim(), $"{arguments[0]} {arguments[1]}");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new ToolException("the AWS CLI is not installed; install it: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html");
        }
    }

    private static JsonObject Parse(string output)
    {
        try
        {
            return string.IsNullOrWhiteSpace(output) ? [] : JsonNode.Parse(output) as JsonObject ?? [];
        }
        catch (JsonException)
        {
            throw new ToolException("the answer of the AWS CLI is not JSON; install the current version of the CLI");
        }
    }

    // "An error occurred (ConflictException) when calling the StartDeployment operation: …"
    private static Exception Failure(string errors, string call)
    {
        Match match = Error().Match(errors);
        string code = match.Success ? match.Groups[1].Value : string.Empty;
        if (Array.IndexOf(CredentialErrors, code) >= 0 || (code.Length == 0 && Credentials().IsMatch(errors)))
        {
            return new ToolException($"AWS does not accept the credentials ({(code.Length > 0 ? code : LastLine(errors))}); sign in again, for example with \"aws sso login\", or set AWS_PROFILE");
        }

        return code.Length > 0 ? new AwsException(code, match.Groups[2].Value) : new ToolException($"aws {call} failed: {LastLine(errors)}; run it alone to see more");
    }

    /// <summary>Makes one line of what AWS says. A proxy, or a service that is down, answers with a page.</summary>
    /// <param name="message">What AWS says.</param>
    public static string OneLine(string message)
    {
        string line = WhiteSpace().Replace(message, " ").Trim();
        return line.StartsWith('<') ? "an HTML or XML page instead of an answer" : line.Length <= MaxMessageCharacters ? line : line[..MaxMessageCharacters] + "…";
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last : "no message";

    [GeneratedRegex(@"An error occurred \((\w+)\)(?:[^:(]|\([^)]*\))*:(.*)", RegexOptions.Singleline)]
    private static partial Regex Error();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("credentials|sso|token has expired", RegexOptions.IgnoreCase)]
    private static partial Regex Credentials();
}

/// <summary>AWS refused a call.</summary>
/// <param name="code">The error's name.</param>
/// <param name="message">What AWS says.</param>
internal sealed class AwsException(string code, string message) : ToolException($"AWS refused the request: {AwsCli.OneLine(message)} ({code}); correct it, or use credentials that permit it")
{
    /// <summary>The error's name.</summary>
    public string Code { get; } = code;

    /// <summary>What AWS says.</summary>
    public string Reason { get; } = $"{AwsCli.OneLine(message)} ({code})";
}
