using System;
using System.CommandLine;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.IdentityProvider;
using DevTool.Serving;
using DevTool.Stack;

namespace DevTool.Commands;

/// <summary><c>serve</c>: runs the stack until Ctrl-C, and prints for each call the decision and its reason.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create() => StackOptions.CreateCommand("serve", "Run the whole stack on this machine until Ctrl-C.", RunAsync);

    private static async Task<int> RunAsync(StackSettings settings, CancellationToken cancellation)
    {
        using HttpClient http = LoopbackHttp.CreateClient();
        var log = new CallLog(Terminal.Output);
        await using LocalStack stack = await LocalStack.StartAsync(settings, http, log.Add, cancellation);
        foreach (DemoUser user in DemoUser.All)
        {
            await user.SignUpAsync(stack.Users, cancellation);
        }

        SignedIn tokens = await stack.Users.SignInAsync(DemoUser.Reader.Name, stack.Users.AppClientId, cancellation);
        string name = ShellWord.ShortPath(settings.PermissionsFile);
        var deployment = new PermissionsDeployment(name, stack, log);
        PermissionsFile? file = stack.LiveDocuments is null ? null : new PermissionsFile(settings.PermissionsFile, deployment.DeployAsync, deployment.TellGone);
        await (file?.ReadAsync() ?? Task.CompletedTask);
        new ServeStart(stack, Console.Out).Write(tokens.AccessToken);
        log.Add("Throttling, quotas and access logs of the template have no effect here.", Colour.Plain);
        log.Add(file is null
            ? "The permissions are those that were published with the function. Ctrl-C stops everything."
            : $"Save {name} to change the rules. Ctrl-C stops everything.", Colour.Plain);

        // Last, so that it is easy to find.
        log.Add($"Playground  {stack.PlaygroundUrl}", Colour.Bold);
        var reasons = new CallReasons(
            stack.AuthorizerVariables, await stack.Users.PublishedKeysAsync(http, cancellation), () => stack.LiveDocuments?.Permissions ?? File.ReadAllText(stack.PermissionsFile));
        Task writing = log.WriteAsync(reasons.Of, cancellation);
        await (file?.FollowAsync(cancellation) ?? Task.CompletedTask);
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
