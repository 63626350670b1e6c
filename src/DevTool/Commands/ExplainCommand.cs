using System;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Options;
using DevTool.Explaining;

namespace DevTool.Commands;

/// <summary><c>explain</c>: shows a decision and the reason for it.</summary>
internal static class ExplainCommand
{
    private static readonly Option<string?> Permissions = PermissionsInput.Option();
    private static readonly Option<string?> Jwks = new("--jwks") { Description = "The issuer's keys: a file in the format of AUTHORIZER_JWKS_FILE, or a URL." };
    private static readonly Option<bool> Fetch = new("--fetch") { Description = "Fetch keys from the issuer, as the authorizer would." };
    private static readonly Option<bool> All = new("--all") { Description = "Show every step and rule, the claims, the response and the log line. This is the default if the output is not a terminal." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print the explanation as JSON." };

    public static Command Create()
    {
        var command = new Command(
            "explain",
            "Show a decision of the authorizer and its reason. The token is read from --token-file, the variable TOKEN, standard input, or a "
            + "prompt that does not show it. The settings come from the variables of the authorizer. Exit codes: 0: the call is allowed. "
            + "1: the call is refused (401, 403 or 500). 64: wrong command line. 78: a file cannot be used, or the authorizer would not start.");
        foreach (Option option in ExplainedCall.Options)
        {
            command.Options.Add(option);
        }

        foreach (Option option in new Option[] { Permissions, Jwks, Fetch, All, Json })
        {
            command.Options.Add(option);
        }

        CommandRunner.Run(command, RunAsync);
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
            Terminal.Remarks.Text("the authorizer would not start: " + invalid.Message);
            return ExitCodes.Configuration;
        }

        PermissionsInput.Tell(parsed.GetValue(Permissions));
        if (parsed.GetValue(Json))
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(explanation, ToolJson.Readable.Explanation));
        }
        else
        {
            new ExplanationText(Terminal.Output, all: parsed.GetValue(All) || Console.IsOutputRedirected).Write(explanation);
        }

        return explanation.Decision == "allow" ? ExitCodes.Allowed : ExitCodes.Refused;
    }

    private static async Task<ExplainRequest> ReadAsync(ParseResult parsed, CancellationToken cancellation)
    {
        (string name, byte[] permissions) = await PermissionsInput.ReadAsync(parsed.GetValue(Permissions), cancellation);
        RequireJson(name, permissions);
        string? jwks = parsed.GetValue(Jwks) ?? Environment.GetEnvironmentVariable("AUTHORIZER_JWKS_FILE");
        Uri? jwksUri = jwks?.Contains("://", StringComparison.Ordinal) == true && Uri.TryCreate(jwks, UriKind.Absolute, out Uri? uri) ? uri : null;
        byte[]? keys = null;
        if (jwksUri is null && !string.IsNullOrEmpty(jwks))
        {
            keys = (await PermissionsInput.ReadFileAsync(jwks, cancellation)).Text;
            RequireJson(jwks, keys);
        }

        (byte[] request, string? token) = await ExplainedCall.ReadAsync(parsed, cancellation);
        return new ExplainRequest
        {
            Variables = Environment.GetEnvironmentVariable,
            PermissionsName = name,
            Permissions = permissions,
            Event = request,
            Token = token,
            Jwks = keys,
            Fetch = parsed.GetValue(Fetch),
            JwksUri = jwksUri,
        };
    }

    // The authorizer's own readers report only the line. This check also reports the column.
    private static void RequireJson(string name, byte[] json)
    {
        if (JsonPosition.Problem(name, json) is { } problem)
        {
            throw new ConfigurationException(problem);
        }
    }
}
