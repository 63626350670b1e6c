using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Clients.Tests;

/// <summary>A client that refreshes its tokens. The tests check the calls to the gateway and to the identity provider.</summary>
/// <param name="stack">The stack that the client calls.</param>
public abstract class RetryingClientTests(PeopledStackFixture stack) : IClassFixture<PeopledStackFixture>
{
    private const string SignIn = "USER_PASSWORD_AUTH";
    private const string Refresh = "REFRESH_TOKEN_AUTH";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Client Client { get; }

    [Fact]
    public async Task After_a_token_expires_every_call_is_repeated_with_one_shared_refresh()
    {
        stack.Forget();

        (int code, string output) = await Client.RunAsync(stack, stack.Stack.Users.ShortLivedAppClientId, Cancellation, waits: true);

        Assert.True(code == 0, output);
        Assert.Equal([200], Statuses("/pets"));
        foreach (string path in (string[])["/pets/1", "/pets/2", "/users/alice/profile"])
        {
            Assert.Equal([401, 200], Statuses(path));
        }

        Assert.Equal([SignIn, Refresh], stack.Cognito.Flows);
    }

    [Fact]
    public async Task A_repeated_call_sends_the_same_body()
    {
        stack.Forget();

        _ = await Client.RunAsync(stack, stack.Stack.Users.ShortLivedAppClientId, Cancellation, waits: true);

        GatewayCall[] calls = [.. stack.Calls.Where(call => call.Path == "/users/alice/profile")];
        Assert.Equal(["401 PUT /users/alice/profile", "200 PUT /users/alice/profile"], calls.Select(call => call.ToString()));
        Assert.All(calls, call => Assert.Equal("""{"displayName":"Alice"}""".Length, call.BodyLength));
    }

    [Fact]
    public async Task A_call_with_status_403_is_not_repeated()
    {
        stack.Forget();

        (int code, string output) = await Client.RunAsync(stack, stack.Stack.Users.AppClientId, Cancellation);

        Assert.True(code == 0, output);
        Assert.Equal([403], Statuses("/admin/reports"));
        Assert.Equal([SignIn], stack.Cognito.Flows);
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_fails_after_a_refresh_is_not_repeated_again()
    {
        stack.Forget();
        stack.Cognito.Spoilt = [SignIn, Refresh];

        (int code, string output) = await Client.RunAsync(stack, stack.Stack.Users.AppClientId, Cancellation);

        Assert.True(code == 1, output);
        Assert.Equal([401, 401], Statuses("/pets"));
        Assert.Equal([401, 401], Statuses("/pets/1"));
    }

    [Fact]
    public async Task A_refused_refresh_stops_the_client()
    {
        stack.Forget();
        stack.Cognito.Spoilt = [SignIn];
        stack.Cognito.RefusesRefreshes = true;

        (int code, string output) = await Client.RunAsync(stack, stack.Stack.Users.AppClientId, Cancellation);

        Assert.NotEqual(0, code);
        Assert.Contains("NotAuthorizedException", output, StringComparison.Ordinal);
        Assert.Equal(["401 GET /pets"], stack.Calls.Select(call => call.ToString()));
        Assert.Equal([SignIn, Refresh], stack.Cognito.Flows);
    }

    private IEnumerable<int> Statuses(string path) => stack.Calls.Where(call => call.Path == path).Select(call => call.Status);
}
