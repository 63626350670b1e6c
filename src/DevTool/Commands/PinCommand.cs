using System;
using System.CommandLine;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Pinning;

namespace DevTool.Commands;

/// <summary><c>pin</c>: fetches the published keys of user pools or issuers, and writes the file of pinned keys.</summary>
internal static class PinCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var pools = new Option<string?>("--user-pool-id") { Description = "User pool IDs, comma-separated." };
        var issuers = new Option<string?>("--issuer") { Description = "Issuer URLs, comma-separated." };
        var uris = new Option<string?>("--jwks-uri") { Description = "The URL of the keys of a single issuer, or issuer=uri, comma-separated." };
        var output = new Option<string>("--output") { Description = "The file to write.", DefaultValueFactory = _ => "jwks.json" };
        var command = new Command("pin", "Write the published keys into a file, so that the authorizer need not fetch them.")
        {
            pools, issuers, uris, output,
        };
        CommandRunner.RunToEnd(command, async (parsed, cancellation) =>
        {
            var sources = KeySources.Read(parsed.GetValue(pools), parsed.GetValue(issuers), parsed.GetValue(uris));
            return await RunAsync(sources, parsed.GetRequiredValue(output), cancellation);
        });
        return command;
    }

    // Uses the root certificates and the proxy of this machine. Trusting both is safe because the operator reviews the file before
    // deploying it.
    private static async Task<int> RunAsync(KeySources sources, string output, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = PinnedKeysFile.MaxKeySetBytes };
        var file = await PinnedKeysFile.FetchAsync(sources, http, cancellation);
        await OutputFile.WriteAsync(output, file.Content(), cancellation);
        var terminal = Terminal.Output;
        foreach (string line in file.Summary)
        {
            terminal.Text(line);
        }

        terminal.Text($"{output}: deploy it next to the executable, or at the path in AUTHORIZER_JWKS_FILE. The authorizer then need not fetch these keys.");
        return 0;
    }
}
