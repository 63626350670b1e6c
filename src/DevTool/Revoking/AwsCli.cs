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
/// Calls AWS with the AWS CLI, which already has the operator's credentials, Region and proxy. The input is one JSON argument, because the
/// AWS CLI would read a file from the disk for a separate argument such as <c>file:///etc/passwd</c>.
/// </summary>
internal static partial class AwsCli
{
    private const int MaxMessageCharacters = 300;

    private static readonly string[] CredentialErrors =
    [
        "ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "RequestExpired",
    ];

    /// <summary>Calls an operation.</summary>
    /// <param name="service">The name of the service in the AWS CLI.</param>
    /// <param name="operation">The name of the operation in the AWS CLI.</param>
    /// <exception cref="AwsException">AWS refused the call.</exception>
    /// <exception cref="ToolException">The AWS CLI is not installed, or has no valid credentials.</exception>
    public static Task<JsonObject> CallAsync(string service, string operation, JsonObject input, CancellationToken cancellation) =>
        RunAsync([service, operation, "--cli-input-json", input.ToJsonString()], cancellation);

    /// <summary>Calls an operation that reads or writes a file. The AWS CLI does not accept JSON input for such operations.</summary>
    /// <param name="arguments">The arguments. Values from outside are only IDs.</param>
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

    // The AWS CLI prints, for example: "An error occurred (ConflictException) when calling the StartDeployment operation: …"
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

    /// <summary>Shortens an error message of AWS to one line. A proxy, or a service that is down, can answer with a whole HTML page.</summary>
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
/// <param name="code">The error code.</param>
/// <param name="message">The message from AWS.</param>
internal sealed class AwsException(string code, string message) : ToolException($"AWS refused the request: {AwsCli.OneLine(message)} ({code}); correct it, or use credentials that permit it")
{
    /// <summary>The error code.</summary>
    public string Code { get; } = code;

    /// <summary>The message from AWS with the error code.</summary>
    public string Reason { get; } = $"{AwsCli.OneLine(message)} ({code})";
}
