using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using DevTool.Demo;
using DevTool.Explaining;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;
using DevTool.Stack;

namespace DevTool.Serving;

/// <summary>
/// The output of <c>serve</c> before the first call: addresses, and commands to paste into a shell. The commands do not contain a token,
/// because a token would fill the screen.
/// </summary>
internal sealed class ServeStart(LocalStack stack, TextWriter output)
{
    private const string PasswordAuth = "USER_PASSWORD_AUTH";

    private UserPool Users => stack.Users;

    /// <summary>Writes the output.</summary>
    /// <param name="token">An access token, which is used only to show its lifetime.</param>
    public void Write(string token)
    {
        WriteAddresses();
        WriteCalls(token);
        WriteExplanation();
        WriteClients();
    }

    private void WriteAddresses()
    {
        foreach (ApiDefinition api in stack.Apis)
        {
            output.WriteLine($"{api.Kind.Title(),-17}  {stack.Url(api)}");
        }

        output.WriteLine(
            $"""
            Identity provider  {Users.Issuer}{(Users.IsStandIn ? " (replaces the user pools that the template imports)" : string.Empty)}
            App clients        {Users.AppClientId}
                               {Users.ShortLivedAppClientId} (its tokens are valid for seconds)

            """);
    }

    private void WriteCalls(string token)
    {
        JsonObject claims = TokenPeek.Claims(token);
        var life = TimeSpan.FromSeconds(claims["exp"]!.GetValue<double>() - claims["iat"]!.GetValue<double>());
        string signIn = new JsonObject
        {
            ["AuthFlow"] = PasswordAuth,
            ["ClientId"] = Users.AppClientId,
            ["AuthParameters"] = new JsonObject { ["USERNAME"] = DemoUser.Reader.Name, ["PASSWORD"] = UserPool.Password },
        }.ToJsonString();
        string minutes = life.TotalMinutes.ToString("0", CultureInfo.InvariantCulture);
        output.WriteLine(
            $$"""
            Sign in as {{DemoUser.Reader.Name}}, who is in the group {{DemoUser.Reader.Groups[0]}}. The token is valid for {{minutes}} minutes. For a new token, sign in again:

            export TOKEN=$(curl -s {{Users.Endpoint}} -H 'X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth' -H 'Content-Type: application/x-amz-json-1.1' -d '{{signIn}}' | sed 's/.*"AccessToken":"\([^"]*\)".*/\1/')

            Then call:

            """);
        string? sources = stack.AuthorizerVariables.GetValueOrDefault("AUTHORIZER_TOKEN_SOURCES");
        foreach (ApiDefinition api in stack.Apis)
        {
            var place = TokenPlace.Of(api, sources);
            output.WriteLine(api.Kind == ApiKind.WebSocket
                ? place.Command("npx wscat -c", new UriBuilder(stack.Url(api)) { Scheme = "ws" }.Uri.AbsoluteUri)
                : place.Command("curl -i", $"{stack.Url(api)}/pets"));
        }

        output.WriteLine();
    }

    private void WriteExplanation()
    {
        if (stack.Apis.FirstOrDefault(api => api.Kind == ApiKind.Rest) is { } rest)
        {
            Uri url = stack.Url(rest);
            string permissions = ShellWord.Quote(ShellWord.ShortPath(stack.LiveDocuments is null ? stack.PermissionsFile : stack.RulesFile));
            output.WriteLine(
                $"""
                To explain a call with TOKEN (--stage is the first part of the local path):

                AUTHORIZER_ISSUERS={Users.Issuer} AUTHORIZER_CLIENT_IDS={Users.AppClientId} {ShellWord.Authz} explain --permissions {permissions} --fetch --stage {url.AbsolutePath.Trim('/')} --route 'GET {url}/pets'

                """);
        }
    }

    private void WriteClients()
    {
        if (stack.Apis.FirstOrDefault(api => api.Kind != ApiKind.WebSocket) is { } any)
        {
            output.WriteLine(
                $"""
                For the client examples of tests/Clients:

                export COGNITO_ENDPOINT={Users.Endpoint.GetLeftPart(UriPartial.Authority)} COGNITO_CLIENT_ID={Users.ShortLivedAppClientId}
                export API_URL={stack.Url(any)} API_USERNAME={DemoUser.Reader.Name} API_PASSWORD={UserPool.Password} EXPIRY_SECONDS=4

                """);
        }
    }
}
