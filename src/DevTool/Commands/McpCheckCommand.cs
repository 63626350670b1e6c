using System;
using System.CommandLine;
using System.Linq;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.McpChecking;

namespace DevTool.Commands;

/// <summary><c>mcp-check</c>: tests whether an MCP server refuses a request if its body and its headers disagree.</summary>
internal static class McpCheckCommand
{
    private const int MaxAnswerBytes = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Argument<string> Url = new("URL") { Description = "The MCP server, such as http://127.0.0.1:5005/mcp." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "mcp-check",
            "Send requests whose headers disagree with their body to an MCP server, and report whether the server refuses them. The requests name tools that do not exist. "
            + "If the variable TOKEN contains a token, the requests contain it too. Exit codes: 0: the server passes every check. 1: the server fails a check, or gives no usable answer. 64: wrong command line.")
        {
            Url,
            Json,
        };
        CommandRunner.Run(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string text = parsed.GetValue(Url)!;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            throw new ToolException($"\"{text}\" is not the URL of a server; write for example http://127.0.0.1:5005/mcp");
        }

        string? token = Environment.GetEnvironmentVariable("TOKEN")?.Trim();
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = MaxAnswerBytes };
        McpCheck check;
        try
        {
            check = await McpCheck.RunAsync(url, string.IsNullOrEmpty(token) ? null : token, http, cancellation);
        }
        catch (Exception unreachable) when (unreachable is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new ToolException($"{url} did not give a usable answer: {unreachable.Message}; check the URL and that the server is running", ExitCodes.Refused);
        }

        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(check, ToolJson.Readable.McpCheck));
        }
        else
        {
            Write(check, Terminal.Output);
        }

        return check.Passed ? ExitCodes.Allowed : ExitCodes.Refused;
    }

    private static void Write(McpCheck check, Terminal terminal)
    {
        int failed = check.Results.Count(result => !result.Passed);
        terminal.Line(
            check.IsMeaningless ? $"{check.Url} also refuses requests whose headers and body agree, so its refusals prove nothing."
            : failed == 0 ? $"{check.Url} refuses every request whose body disagrees with its headers."
            : $"{check.Url} fails {failed} of {check.Results.Count} checks, so rules about its tools do not protect it.",
            check.Passed ? Colour.Green : Colour.Red);
        foreach (McpCheckResult result in check.IsMeaningless ? check.Results.Take(1) : check.Results)
        {
            terminal.Line($"  {(result.Passed ? "ok  " : "FAIL")}  {result.What}: {result.Found}", result.Passed ? Colour.Plain : Colour.Red);
        }
    }
}
