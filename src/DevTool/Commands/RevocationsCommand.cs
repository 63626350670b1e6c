using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Revoking;

namespace DevTool.Commands;

/// <summary><c>revocations</c>: lists the revocations of a deployed stack, and removes revocations that no longer have an effect.</summary>
internal static class RevocationsCommand
{
    // The longest lifetime of a refresh token that Cognito accepts.
    private const int LongestSignInDays = 3650;

    private static readonly Option<bool> Prune = new("--prune") { Description = "Remove revocations whose tokens have all expired, and deploy." };
    private static readonly Option<int> SignInDays = new("--refresh-token-days")
    {
        Description = "With --prune: the longest lifetime of a refresh token in the pool, in days. Sign-ins that were revoked longer ago than this are removed.",
        DefaultValueFactory = _ => LongestSignInDays,
    };

    private static readonly RevocationOptions Options = new();

    public static Command Create()
    {
        var command = new Command(
            "revocations",
            "List the revocations of a deployed stack. With --prune, remove those that no longer have an effect. This command needs the AWS CLI. "
            + "Exit codes: 0: the revocations were listed or removed. 1: the command failed; the message says why. 64: wrong command line. 70: a bug in this tool.")
        {
            Prune,
            SignInDays,
        };
        Options.AddTo(command);
        CommandRunner.RunToEnd(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        int days = parsed.GetValue(SignInDays);
        if (days is < 1 or > LongestSignInDays)
        {
            throw new ToolException($"--refresh-token-days must be from 1 to {LongestSignInDays}", ExitCodes.Usage);
        }

        var deployed = new DeployedRevocations(await Options.FindAsync(parsed, cancellation));
        IReadOnlyList<string> removed = [];
        int version = await deployed.LatestVersionAsync(cancellation);
        RevocationsDocument document = await deployed.ReadAsync(version, cancellation);
        bool dryRun = parsed.GetValue(Options.DryRun);
        if (parsed.GetValue(Prune))
        {
            var pruning = new Pruning(deployed, TimeSpan.FromDays(days), DateTimeOffset.UtcNow);
            if (dryRun)
            {
                removed = await pruning.RemoveAsync(document, cancellation);
            }
            else
            {
                _ = await deployed.ChangeAsync(
                    async latest =>
                    {
                        document = latest;
                        removed = await pruning.RemoveAsync(latest, cancellation);
                        return removed.Count > 0;
                    },
                    () => DateTimeOffset.UtcNow,
                    cancellation);
                version = await deployed.DeployLatestAsync(cancellation);
            }
        }

        var report = new RevocationsReport(
            version,
            [
                .. document.RevokedUsers.Select(user => new RevokedEntry("sub", user.Key, DateTimeOffset.FromUnixTimeSeconds((long)user.Value))),
                .. document.Listed(RevocationKind.SignIn).Select(id => new RevokedEntry("originJti", id, null)),
                .. document.RevokedTokens.Select(id => new RevokedEntry("jti", id, null)),
                .. document.Listed(RevocationKind.Client).Select(id => new RevokedEntry("clientId", id, null)),
            ],
            dryRun,
            removed);
        Write(report, parsed.GetValue(Options.Json));
        return 0;
    }

    private static void Write(RevocationsReport report, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, ToolJson.Readable.RevocationsReport));
            return;
        }

        var output = Terminal.Output;
        output.Line($"version {report.Version}: {report.Entries.Count} revoked", Colour.Bold);
        foreach (RevokedEntry entry in report.Entries)
        {
            output.Line($"  {entry.Kind} {entry.Id}" + (entry.IssuedBefore is { } time ? $"  tokens issued before {time:yyyy-MM-dd HH:mm:ss}Z" : string.Empty));
        }

        foreach (string entry in report.Removed)
        {
            output.Line((report.DryRun ? "would remove " : "removed ") + entry);
        }
    }
}
