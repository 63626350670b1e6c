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

/// <summary><c>serve</c>: runs the stack until Ctrl-C. For each call, prints the decision and the reason for it.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Shadow = new("--shadow")
    {
        Description = "A second permissions file, which is evaluated for each call but never enforced. If its decision differs, the difference is printed with the call.",
    };

    public static Command Create()
    {
        Command command = StackOptions.CreateCommand(
            "serve", "Run the whole stack on this machine until Ctrl-C.", (parsed, settings, cancellation) => RunAsync(settings with { ShadowFile = parsed.GetValue(Shadow) }, cancellation));
        command.Options.Add(Shadow);
        return command;
    }

    private static async Task<int> RunAsync(StackSettings settings, CancellationToken cancellation)
    {
        // Without this check, a misspelled name of the shadow file would mean that no shadow rules are compared.
        if (settings.ShadowFile is { } missing && !File.Exists(missing))
        {
            throw new ToolException($"the shadow file {missing} does not exist; correct the path", ExitCodes.Configuration);
        }

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
        PermissionsFile? shadow = ShadowOf(settings, stack, log);
        await (shadow?.ReadAsync() ?? Task.CompletedTask);
        new ServeStart(stack, Console.Out).Write(tokens.AccessToken);
        log.Add("Throttling, quotas and access logs of the template have no effect here.", Colour.Plain);
        log.Add(file is null
            ? "The permissions are those that were published with the function. Ctrl-C stops everything."
            : $"Save {name} to change the rules. Ctrl-C stops everything.", Colour.Plain);

        // The address of the playground is printed last, so that it is easy to find.
        log.Add($"Playground  {stack.PlaygroundUrl}", Colour.Bold);
        byte[] keys = await stack.Users.PublishedKeysAsync(http, cancellation);
        var reasons = new CallReasons(stack.AuthorizerVariables, keys, () => stack.LiveDocuments?.Permissions ?? File.ReadAllText(stack.PermissionsFile));
        var shadowReasons = new CallReasons(stack.AuthorizerVariables, keys, () => stack.ShadowPermissions);
        Task writing = log.WriteAsync(new CallExplainer(reasons.Of, shadowReasons.Of), cancellation);
        await Task.WhenAll(file?.FollowAsync(cancellation) ?? Task.CompletedTask, shadow?.FollowAsync(cancellation) ?? Task.CompletedTask);
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static PermissionsFile? ShadowOf(StackSettings settings, LocalStack stack, CallLog log)
    {
        if (settings.ShadowFile is not { } path)
        {
            if (stack.AuthorizerVariables.ContainsKey(LiveDocuments.ShadowVariable))
            {
                log.Add("ShadowPermissions is true, but there are no shadow rules here; name a file with --shadow", Colour.Yellow);
            }

            return null;
        }

        var deployment = new PermissionsDeployment(ShellWord.ShortPath(path), stack, log, isShadow: true);
        return new PermissionsFile(path, deployment.DeployAsync, deployment.TellGone);
    }
}
