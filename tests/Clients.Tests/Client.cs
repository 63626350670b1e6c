using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using DevTool.Demo;
using DevTool.IdentityProvider;

namespace Clients.Tests;

/// <summary>An example client, started as its README says.</summary>
/// <param name="Command">The program.</param>
/// <param name="Script">The script or assembly that the program runs.</param>
internal sealed record Client(string Command, string Script)
{
    /// <summary>The client for a shell.</summary>
    public static Client Curl { get; } = new("sh", Path.Combine(Folder, "curl.sh"));

    /// <summary>The client in TypeScript, compiled.</summary>
    public static Client TypeScript { get; } = new("node", Path.Combine(Folder, "typescript", "dist", "main.js"));

    /// <summary>The client in C#.</summary>
    public static Client CSharp { get; } = new("dotnet", Path.Combine(AppContext.BaseDirectory, "Clients.CSharp.dll"));

    /// <summary>The folder of the clients.</summary>
    public static string Folder => Path.Combine(Repository.Root, "tests", "Clients");

    /// <summary>Runs the client until it exits.</summary>
    /// <param name="stack">The stack that the client calls.</param>
    /// <param name="clientId">The ID of the app client.</param>
    /// <param name="waits">Whether the client waits until its first token has expired.</param>
    /// <returns>The exit code and the output.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(StackFixture stack, string clientId, CancellationToken cancellation, bool waits = false)
    {
        if (!File.Exists(Script))
        {
            throw new FileNotFoundException($"{Script} is not built: make test does it");
        }

        var start = new ProcessStartInfo(Command, [Script]);
        foreach (string proxy in start.Environment.Keys.Where(name => name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            _ = start.Environment.Remove(proxy);
        }

        start.Environment["COGNITO_ENDPOINT"] = stack.Cognito.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["COGNITO_CLIENT_ID"] = clientId;
        if (waits)
        {
            start.Environment["EXPIRY_SECONDS"] = "4";
        }

        start.Environment["API_URL"] = stack.RestApi.AbsoluteUri;
        start.Environment["API_USERNAME"] = DemoUser.Reader.Name;
        start.Environment["API_PASSWORD"] = UserPool.Password;
        ScriptResult result = await ScriptResult.OfAsync(start, cancellation);
        return (result.ExitCode, result.Output + result.Errors);
    }
}
