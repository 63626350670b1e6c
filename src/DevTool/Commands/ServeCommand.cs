using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.Explaining;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;
using DevTool.Serving;
using DevTool.Stack;

namespace DevTool.Commands;

/// <summary><c>serve</c>: starts the stack, leaves it running until Ctrl-C, and says of each call why it was answered as it was.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command.</summary>
    /// <returns>The command.</returns>
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
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, settings.PermissionsFile);
        string name = relative.StartsWith("..", StringComparison.Ordinal) ? settings.PermissionsFile : relative;
        var deployment = new PermissionsDeployment(name, stack, log);
        PermissionsFile? file = stack.LiveDocuments is null ? null : new PermissionsFile(settings.PermissionsFile, deployment.DeployAsync, deployment.TellGone);
        await (file?.ReadAsync() ?? Task.CompletedTask);
        WriteAddresses(stack, tokens);
        WriteHints(stack, tokens, name);
        WriteClients(stack);
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

    private static void WriteAddresses(LocalStack stack, SignedIn tokens)
    {
        foreach (ApiDefinition api in stack.Apis)
        {
            Console.WriteLine($"{api.Kind.Title(),-17}  {stack.Url(api)}");
        }

        Console.WriteLine(
            $"""
            Identity provider  {stack.Users.Issuer}
            App clients        {stack.Users.AppClientId}
                               {stack.Users.ShortLivedAppClientId} (its tokens live for seconds)

            As {DemoUser.Reader.Name}, who is in the group readers:

            """);
        foreach (ApiDefinition api in stack.Apis)
        {
            Console.WriteLine(api.Kind == ApiKind.WebSocket
                ? WebSocketCall(new UriBuilder(stack.Url(api)) { Scheme = "ws" }.Uri, stack, tokens)
                : $"curl -i {stack.Url(api)}/pets -H 'Authorization: Bearer {tokens.AccessToken}'");
            Console.WriteLine();
        }
    }

    // What somebody needs who comes back after the first calls.
    private static void WriteHints(LocalStack stack, SignedIn tokens, string permissions)
    {
        JsonObject claims = TokenPeek.Claims(tokens.AccessToken);
        var life = TimeSpan.FromSeconds(claims["exp"]!.GetValue<double>() - claims["iat"]!.GetValue<double>());
        UserPool users = stack.Users;
        string signIn = new JsonObject
        {
            ["AuthFlow"] = "USER_PASSWORD_AUTH",
            ["ClientId"] = users.AppClientId,
            ["AuthParameters"] = new JsonObject { ["USERNAME"] = DemoUser.Reader.Name, ["PASSWORD"] = UserPool.Password },
        }.ToJsonString();
        Console.WriteLine(
            $$"""
            The token lives {{life.TotalMinutes:0}} minutes. For another:

            export TOKEN=$(curl -s {{users.Endpoint}} -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' -H 'Content-Type: application/x-amz-json-1.1' -d '{{signIn}}' | sed 's/.*"AccessToken":"\([^"]*\)".*/\1/')

            """);
        if (stack.Apis.FirstOrDefault(api => api.Kind == ApiKind.Rest) is { } rest)
        {
            Uri url = stack.Url(rest);
            Console.WriteLine(
                $"""
                To explain a call with TOKEN, name what stands for host and stage in its path:

                AUTHORIZER_ISSUERS={users.Issuer} AUTHORIZER_CLIENT_IDS={users.AppClientId} authz explain --permissions {permissions} --fetch --stage {url.AbsolutePath.Trim('/')} --route 'GET {url}/pets'

                """);
        }
    }

    private static void WriteClients(LocalStack stack)
    {
        UserPool users = stack.Users;
        if (stack.Apis.FirstOrDefault(api => api.Kind != ApiKind.WebSocket) is { } any)
        {
            Console.WriteLine(
                $"""
                For the client examples of tests/Clients:

                export COGNITO_ENDPOINT={users.Endpoint.GetLeftPart(UriPartial.Authority)} COGNITO_CLIENT_ID={users.ShortLivedAppClientId}
                export API_URL={stack.Url(any)} API_USERNAME={DemoUser.Reader.Name} API_PASSWORD={UserPool.Password} EXPIRY_SECONDS=4

                """);
        }
    }

    // The template may give the WebSocket API another token source than the header.
    private static string WebSocketCall(Uri uri, LocalStack stack, SignedIn tokens)
    {
        string[] source = (stack.AuthorizerVariables.GetValueOrDefault("AUTHORIZER_TOKEN_SOURCES") ?? string.Empty).Split(',')[^1].Split(':');
        return source[0] == "query"
            ? $"npx wscat -c '{uri}?{source[^1]}={tokens.AccessToken}'"
            : $"npx wscat -c {uri} -H 'Authorization: Bearer {tokens.AccessToken}'";
    }
}
