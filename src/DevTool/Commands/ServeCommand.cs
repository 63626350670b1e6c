using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Checking;
using DevTool.Demo;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using DevTool.IdentityProvider;
using DevTool.Stack;

namespace DevTool.Commands;

/// <summary><c>serve</c>: starts the stack and leaves it running until Ctrl-C.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
    public static Command Create() => StackOptions.CreateCommand("serve", "Run the whole stack on this machine until Ctrl-C.", RunAsync);

    private static async Task<int> RunAsync(StackSettings settings, CancellationToken cancellation)
    {
        using HttpClient http = LoopbackHttp.CreateClient();
        await using LocalStack stack = await LocalStack.StartAsync(settings, http, Show, cancellation);
        UserPool users = stack.Users;
        foreach (DemoUser user in DemoUser.All)
        {
            await user.SignUpAsync(users, cancellation);
        }

        SignedIn tokens = await users.SignInAsync(DemoUser.Reader.Name, users.AppClientId, cancellation);

        foreach (ApiDefinition api in stack.Apis)
        {
            Console.WriteLine($"{api.Kind.Title(),-17}  {stack.Url(api)}");
        }

        Console.WriteLine(
            $"""
            Identity provider  {users.Issuer} (app client {users.AppClientId}; {users.ShortLivedAppClientId} gives tokens that live for seconds)
            Playground         {stack.PlaygroundUrl}  (decisions step by step, in a browser)

            {DemoUser.Reader.Name}, in the group readers:

            """);
        foreach (ApiDefinition api in stack.Apis)
        {
            Console.WriteLine(api.Kind == ApiKind.WebSocket
                ? WebSocketCall(new UriBuilder(stack.Url(api)) { Scheme = "ws" }.Uri, stack, tokens)
                : $"curl -i {stack.Url(api)}/pets -H 'Authorization: Bearer {tokens.AccessToken}'");
            Console.WriteLine();
        }

        if (stack.Apis.FirstOrDefault(api => api.Kind != ApiKind.WebSocket) is { } any)
        {
            Console.WriteLine(
                $"""
                For the client examples of tests/Clients:

                export COGNITO_ENDPOINT={users.Endpoint.GetLeftPart(UriPartial.Authority)} COGNITO_CLIENT_ID={users.ShortLivedAppClientId}
                export API_URL={stack.Url(any)} API_USERNAME={DemoUser.Reader.Name} API_PASSWORD={UserPool.Password} EXPIRY_SECONDS=4

                """);
        }

        Console.WriteLine("Throttling, quotas and access logs of the template have no effect here. Ctrl-C stops everything.");
        await FollowPermissionsAsync(settings, stack, cancellation);
        return 0;
    }

    // The template may give the WebSocket API another token source than the header.
    private static string WebSocketCall(Uri uri, LocalStack stack, SignedIn tokens)
    {
        string[] source = (stack.AuthorizerVariables.GetValueOrDefault("AUTHORIZER_TOKEN_SOURCES") ?? string.Empty).Split(',')[^1].Split(':');
        return source[0] == "query"
            ? $"npx wscat -c '{uri}?{source[^1]}={tokens.AccessToken}'"
            : $"npx wscat -c {uri} -H 'Authorization: Bearer {tokens.AccessToken}'";
    }

    // Until Ctrl-C. Without live documents the function reads what was published with it, once.
    private static async Task FollowPermissionsAsync(StackSettings settings, LocalStack stack, CancellationToken cancellation)
    {
        if (stack.LiveDocuments is not { } live)
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        Console.WriteLine($"{settings.PermissionsFile} is followed: a second after it is saved, the first call reads it, and later calls are decided by it.");
        await new PermissionsFile(settings.PermissionsFile, live).FollowAsync(
            content => ShowPermissions(Path.GetFileName(settings.PermissionsFile), content, stack), cancellation);
    }

    // What the authorizer makes of the file, with the variables that the stack's function has.
    private static void ShowPermissions(string name, string content, LocalStack stack)
    {
        PermissionsReport report = PermissionsCheck.Check(
            name, Encoding.UTF8.GetBytes(content), variable => stack.AuthorizerVariables.GetValueOrDefault(variable));
        if (report.Summary is { } summary)
        {
            Console.WriteLine($"{name}: {summary.AllowRules + summary.DenyRules} rules are deployed");
            return;
        }

        foreach (Finding problem in report.Problems)
        {
            Console.WriteLine($"{name}:{problem.Line}: {(problem.Rule is null ? string.Empty : $"rule \"{problem.Rule}\": ")}{problem.Text}");
        }

        Console.WriteLine($"{name} cannot be used: the rules that were read last stay in force");
    }

    private static void Show(GatewayRequest request, HttpReply reply)
    {
        string diagnostic = reply.Diagnostic is { } cause ? $"  ({cause})" : string.Empty;
        Console.WriteLine($"{reply.Status}  {request.Api.Kind}  {request.Method} {request.Path}{diagnostic}");
    }
}
