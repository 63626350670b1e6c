using System;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Revoking;

namespace DevTool.Commands;

/// <summary><c>revoke</c>: revokes the access of a user, a sign-in or an app client on a deployed stack.</summary>
internal static class RevokeCommand
{
    private static readonly Option<string?> User = new("--user") { Description = "The name of a user. Revokes every token of the user, and signs the user out." };
    private static readonly Option<string?> Subject = new("--sub") { Description = "The sub of a user. Also works if the user was deleted." };
    private static readonly Option<string?> SignIn = new("--sign-in") { Description = "The origin_jti of a sign-in. Revokes every token of the sign-in." };
    private static readonly Option<string?> Client = new("--client") { Description = "The ID of an app client. Revokes every token of the client." };
    private static readonly RevocationOptions Options = new();

    public static Command Create()
    {
        var command = new Command(
            "revoke",
            "Revoke a user's tokens, a sign-in or an app client on a deployed stack. This command needs the AWS CLI. Running it again is safe. "
            + "Exit codes: 0: everything was revoked. 1: nothing or only a part was revoked; the message says what was done. 64: wrong command line. 70: a bug in this tool.")
        {
            User,
            Subject,
            SignIn,
            Client,
        };
        Options.AddTo(command);
        CommandRunner.RunToEnd(command, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Option<string?>[] given = [.. new[] { User, Subject, SignIn, Client }.Where(option => !string.IsNullOrWhiteSpace(parsed.GetValue(option)))];
        if (given.Length != 1)
        {
            throw new ToolException("name exactly one thing to revoke; use one of --user, --sub, --sign-in and --client", ExitCodes.Usage);
        }

        string value = parsed.GetValue(given[0])!;
        RevocationsPlace place = await Options.FindAsync(parsed, cancellation);
        SignedInUsers? users = place.UserPoolId is { } pool ? new SignedInUsers(pool) : null;
        var revoker = new Revoker(new DeployedRevocations(place), users, () => DateTimeOffset.UtcNow);
        RevocationKind kind = given[0] == SignIn ? RevocationKind.SignIn : given[0] == Client ? RevocationKind.Client : RevocationKind.User;
        string id = given[0] == User ? await revoker.SubjectOfAsync(value, cancellation) : value;
        RevocationReport report = await revoker.RevokeAsync(kind, id, given[0] == User ? value : null, parsed.GetValue(Options.DryRun), cancellation);
        Write(report, parsed.GetValue(Options.Json));
        return 0;
    }

    private static void Write(RevocationReport report, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(report, ToolJson.Readable.RevocationReport));
            return;
        }

        var output = Terminal.Output;
        output.Line(report.DryRun ? $"would revoke {report.Revoked}" : $"revoked {report.Revoked}", Colour.Green);
        foreach (string line in report.Done)
        {
            output.Line("  " + line);
        }

        if (!report.DryRun)
        {
            output.Text("  The authorizer refuses the tokens after at most 2 × LiveMaxAgeSeconds. API Gateway may use a cached result for up to CacheSeconds more.");
        }
    }
}
