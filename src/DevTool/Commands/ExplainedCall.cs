using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Explaining;

namespace DevTool.Commands;

/// <summary>Reads the call to explain: a route with headers or a token, or an event.</summary>
internal static class ExplainedCall
{
    private const string StandardInput = "-";

    private static readonly Option<string?> Route = new("--route") { Description = "Method and path or URL, such as \"GET /pets/1\" or \"GET https://…/prod/pets/1\", \"MCP /mcp tools/call cancel_order\", or $connect." };
    private static readonly Option<string?> Stage = new("--stage") { Description = "The stage or the API mapping in the URL's path. Use $default if the path has none." };
    private static readonly Option<string?> Event = new("--event") { Description = "A file with an authorizer event, which replaces the route and the token. Use - for standard input." };
    private static readonly Option<string?> Headers = new("--headers") { Description = "A file with the header fields exactly as the client sends them, one per line. Use - for standard input." };
    private static readonly Option<string[]> Header = new("--header") { Description = "A header field without secrets, such as \"Content-Type: application/json\"." };
    private static readonly Option<string?> TokenFile = new("--token-file") { Description = "A file with the token." };
    private static readonly Option<bool> NoToken = new("--no-token") { Description = "A call without a token." };
    private static readonly Option<string?> SourceIp = new("--source-ip") { Description = $"The address that the request comes from. Default: {RequestSynthesis.DefaultSourceIp}." };
    private static readonly Option<bool> HttpApi = new("--http-api") { Description = "An HTTP API (payload 2.0) instead of a REST API." };

    public static IEnumerable<Option> Options => [Route, Stage, Event, Headers, Header, TokenFile, NoToken, SourceIp, HttpApi];

    /// <summary>Reads the options and the files that the options name.</summary>
    /// <param name="parsed">The parsed command line.</param>
    /// <returns>The event, and the token in it if the token is known.</returns>
    /// <exception cref="ToolException">An option or a file is invalid.</exception>
    public static async Task<(byte[] Event, string? Token)> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(Event) is { } file)
        {
            byte[] json = await InputAsync(file, cancellation);
            return JsonPosition.Problem(file, json) is { } problem ? throw new ToolException(problem, ExitCodes.Configuration) : (json, TokenPeek.Find(Encoding.UTF8.GetString(json)));
        }

        string route = parsed.GetValue(Route) ?? throw new ToolException("--route or --event is required; write for example --route \"GET /pets/1\"");
        var call = CallTarget.Parse(route, parsed.GetValue(Stage));
        RefuseSecret("--route", call.Query, "remove it, and set TOKEN; the token is then put into the first place of AUTHORIZER_TOKEN_SOURCES");
        if (call.Taken is { } taken)
        {
            Terminal.Remarks.Text("understood as: " + taken);
        }

        List<(string Name, string Value)> headers = parsed.GetValue(Headers) is { } lines
            ? HeaderLines.Read(lines, Encoding.UTF8.GetString(await InputAsync(lines, cancellation)))
            : [];
        foreach (string header in parsed.GetValue(Header) ?? [])
        {
            RefuseSecret("--header", header, "put the header fields into a file and use --headers FILE, or --headers - for standard input");
            headers.AddRange(HeaderLines.Read("--header", header));
        }

        string? sources = Environment.GetEnvironmentVariable("AUTHORIZER_TOKEN_SOURCES");
        bool asSent = parsed.GetValue(Headers) is not null || parsed.GetValue(NoToken) || headers.Exists(header => IsSource(header.Name, sources));
        string? token = asSent ? null : await TokenAsync(parsed.GetValue(TokenFile), cancellation);
        EventShape shape = parsed.GetValue(HttpApi) ? EventShape.HttpApi2 : EventShape.RestRequest;
        byte[] request = Encoding.UTF8.GetBytes(RequestSynthesis.Create(call, headers, token, sources, shape, parsed.GetValue(SourceIp)).ToJsonString());
        return (request, token ?? headers.Select(header => TokenPeek.Find(header.Value)).FirstOrDefault(found => found is not null));
    }

    // Every user of the machine can see the arguments of a process in the process list.
    private static void RefuseSecret(string option, string value, string advice)
    {
        if (TokenPeek.Find(value) is not null)
        {
            throw new ToolException($"{option} contains a token, which other users can see in the list of processes; {advice}");
        }
    }

    private static bool IsSource(string header, string? sources) => string.IsNullOrWhiteSpace(sources)
        ? header.Equals("Authorization", StringComparison.OrdinalIgnoreCase)
        : sources.Split(',', StringSplitOptions.TrimEntries).Contains("header:" + header, StringComparer.OrdinalIgnoreCase);

    private static async Task<string> TokenAsync(string? file, CancellationToken cancellation)
    {
        string? variable = Environment.GetEnvironmentVariable("TOKEN");
        string given = file is not null ? Encoding.UTF8.GetString(await InputAsync(file, cancellation))
            : !string.IsNullOrWhiteSpace(variable) ? variable
            : Console.IsInputRedirected ? Encoding.UTF8.GetString(await InputFile.ReadStandardInputAsync(cancellation))
            : await TokenPrompt.ReadAsync(cancellation);
        return TokenPeek.Bare(given)
            ?? throw new ToolException("a token is required; set TOKEN, give the token on standard input or with --token-file, or add --no-token");
    }

    private static Task<byte[]> InputAsync(string file, CancellationToken cancellation) =>
        file == StandardInput ? InputFile.ReadStandardInputAsync(cancellation) : InputFile.ReadAsync(file, cancellation);
}
