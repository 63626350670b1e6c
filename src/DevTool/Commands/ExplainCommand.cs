using System;
using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Configuration;
using DevTool.Explaining;

namespace DevTool.Commands;

/// <summary><c>explain</c>: shows a decision with every step of it.</summary>
internal static class ExplainCommand
{
    private static readonly Option<string?> Route = new("--route") { Description = "Method and path, such as \"GET /pets/1\", or $connect." };
    private static readonly Option<string?> Permissions = PermissionsInput.Option();
    private static readonly Option<string?> Jwks = new("--jwks") { Description = "The issuer's keys: a file as AUTHORIZER_JWKS_FILE names one, or a URL." };
    private static readonly Option<bool> Fetch = new("--fetch") { Description = "Fetch keys from the issuer, as the authorizer would." };
    private static readonly Option<string?> Event = new("--event") { Description = "A file with an authorizer event, instead of route and token." };
    private static readonly Option<bool> HttpApi = new("--http-api") { Description = "Explain for an HTTP API (payload 2.0) instead of a REST API." };
    private static readonly Option<bool> NoToken = new("--no-token") { Description = "Explain a call that carries no token." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the explanation as JSON." };

    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create()
    {
        var command = new Command(
            "explain",
            "Show a decision of the authorizer with every step of it. The token comes from the variable TOKEN or from standard input, "
            + "the settings from the variables of the authorizer. Exit codes: 0 allowed, 1 refused (403), 2 unauthorized (401), "
            + "3 error (500), 64 usage, 70 a defect of this tool, 78 the authorizer would not start.")
        {
            Route,
            Permissions,
            Jwks,
            Fetch,
            Event,
            HttpApi,
            NoToken,
            Json,
        };
        CommandRunner.Run(command, RunAsync, ExitCodes.Usage);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Explanation explanation;
        try
        {
            CommandRunner.CheckVariableNames();
            explanation = Explainer.Explain(await ReadAsync(parsed, cancellation));
        }
        catch (ConfigurationException invalid)
        {
            await Console.Error.WriteLineAsync("The authorizer would not start: " + invalid.Message);
            return ExitCodes.Configuration;
        }

        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(explanation, ToolJson.Readable.Explanation));
        }
        else
        {
            new ExplanationText(new Terminal(Console.Out, Terminal.WantsColour)).Write(explanation);
        }

        return explanation switch
        {
            { Disagreement: not null } => ExitCodes.Defect,
            { Decision: "allow" } => ExitCodes.Allowed,
            { Decision: "deny" } => ExitCodes.Refused,
            { Decision: "unauthorized" } => ExitCodes.Unauthorized,
            _ => ExitCodes.Error,
        };
    }

    private static async Task<ExplainRequest> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        (string name, byte[] permissions) = await PermissionsInput.ReadAsync(parsed.GetValue(Permissions), cancellation);
        string? jwks = parsed.GetValue(Jwks) ?? Environment.GetEnvironmentVariable("AUTHORIZER_JWKS_FILE");
        Uri? jwksUri = jwks?.Contains("://", StringComparison.Ordinal) == true && Uri.TryCreate(jwks, UriKind.Absolute, out Uri? uri) ? uri : null;
        string? token = null;
        byte[] request;
        if (parsed.GetValue(Event) is { } file)
        {
            (_, request) = await PermissionsInput.ReadFileAsync(file, cancellation);
        }
        else
        {
            string route = parsed.GetValue(Route) ?? throw new ToolException("--route or --event is required, such as --route \"GET /pets/1\"");
            token = parsed.GetValue(NoToken) ? null : await TokenAsync(cancellation);
            string? sources = Environment.GetEnvironmentVariable("AUTHORIZER_TOKEN_SOURCES");
            EventShape shape = parsed.GetValue(HttpApi) ? EventShape.HttpApi2 : EventShape.RestRequest;
            request = Encoding.UTF8.GetBytes(RequestSynthesis.Create(route, token, sources, shape).ToJsonString());
        }

        return new ExplainRequest
        {
            Variables = Environment.GetEnvironmentVariable,
            PermissionsName = name,
            Permissions = permissions,
            Event = request,
            Token = token,
            Jwks = jwksUri is not null || string.IsNullOrEmpty(jwks) ? null : (await PermissionsInput.ReadFileAsync(jwks, cancellation)).Text,
            Fetch = parsed.GetValue(Fetch),
            JwksUri = jwksUri,
        };
    }

    // Never an argument: the list of processes is for everybody to read.
    private static async Task<string> TokenAsync(CancellationToken cancellation)
    {
        string? token = Environment.GetEnvironmentVariable("TOKEN");
        if (string.IsNullOrWhiteSpace(token))
        {
            token = Console.IsInputRedirected ? await Console.In.ReadToEndAsync(cancellation) : null;
        }

        return TokenPeek.Bare(token)
            ?? throw new ToolException("there is no token: set TOKEN, or give it on standard input, or ask with --no-token");
    }
}
