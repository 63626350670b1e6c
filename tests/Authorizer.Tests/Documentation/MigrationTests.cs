using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.Tests.Documentation;

/// <summary>The examples of the migration pages make the same decisions as the authorizer from which the user migrates.</summary>
public sealed class MigrationTests() : ContractTests(InProcessHost.Instance)
{
    private const string CognitoPage = "src/Authorizer/FROM-COGNITO-AUTHORIZER.md";
    private const string OwnCodePage = "src/Authorizer/MIGRATING.md";
    private const int WithoutScopes = 0;
    private const int WithScopes = 1;

    // The key is the kind of the caller's token. For an access token, the scope can follow.
    private static readonly Dictionary<string, Func<string>> Tokens = new()
    {
        ["id"] = () => TestTokens.Id(),
        ["access"] = () => TestTokens.Access(),
        ["access orders/write"] = () => TestTokens.Access(claims => claims["scope"] = "orders/write"),
    };

    [Theory]
    [InlineData(WithoutScopes, "GET /pets", "id")]
    [InlineData(WithoutScopes, "POST /orders/1", "id")]
    [InlineData(WithScopes, "GET /pets/7", "id")]
    [InlineData(WithScopes, "GET /orders/1", "id")]
    [InlineData(WithScopes, "POST /orders", "access orders/write")]
    [InlineData(WithScopes, "PUT /orders/1", "access orders/write")]
    public async Task The_examples_allow_the_callers_that_the_old_authorizer_allowed(int example, string route, string caller) =>
        (await AnswerAsync(example, route, caller)).IsAllowed();

    [Theory]
    [InlineData("POST /orders", "id")]
    [InlineData("POST /orders", "access")]
    [InlineData("PUT /orders/1", "id")]
    [InlineData("GET /pets", "access")]
    [InlineData("GET /pets", "access orders/write")]
    [InlineData("DELETE /orders/1", "access orders/write")]
    public async Task The_examples_deny_the_callers_that_the_old_authorizer_denied(string route, string caller) =>
        (await AnswerAsync(WithScopes, route, caller)).IsDenied("route_not_permitted");

    [Fact]
    public async Task Access_tokens_are_refused_if_no_method_has_scopes() =>
        (await AnswerAsync(WithoutScopes, "GET /pets", "access")).IsUnauthorized("token_use_not_allowed");

    [Theory]
    [InlineData("/pets/1")]
    [InlineData("/users/ann/orders")]
    public async Task The_rules_for_a_TOKEN_authorizer_load_with_policy_scope_principal(string path)
    {
        string rules = PageBlocks.Read(OwnCodePage, "json")[^1];
        IAuthorizer authorizer = await StartAsync(new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", "principal")).Permissions(rules));

        (await authorizer.InvokeAsync(TestEvents.RestToken(TestEvents.Bearer(TestTokens.Access()), path: path))).IsAllowed();
    }

    [Fact]
    public async Task The_sample_file_does_not_load_with_policy_scope_principal()
    {
        string sample = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"), TestContext.Current.CancellationToken);

        StartFailedException failure = await Assert.ThrowsAsync<StartFailedException>(
            () => StartAsync(new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", "principal")).Permissions(sample)));

        Assert.Contains("{petId}", failure.Message, StringComparison.Ordinal);
    }

    // Sends the token without "Bearer", like the clients of the old authorizer.
    private async Task<Answer> AnswerAsync(int example, string route, string caller)
    {
        string[] variables = [.. PageBlocks.Read(CognitoPage, "sh").Where(block => block.StartsWith("AUTHORIZER_", StringComparison.Ordinal))];
        string[] rules = [.. PageBlocks.Read(CognitoPage, "json")];
        Assert.Equal(2, variables.Length);
        Assert.Equal(2, rules.Length);

        var options = new AuthorizerOptions();
        foreach (string line in variables[example].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] variable = line.Split('=', 2);
            _ = options.Set(variable[0], variable[1]);
        }

        _ = options.Set("AUTHORIZER_USER_POOL_IDS", TestTokens.UserPoolId).Set("AUTHORIZER_CLIENT_IDS", TestTokens.ClientId).Permissions(rules[example]);
        string[] call = route.Split(' ');
        return await (await StartAsync(options)).InvokeAsync(TestEvents.RestRequest(Tokens[caller](), call[0], call[1]));
    }
}
