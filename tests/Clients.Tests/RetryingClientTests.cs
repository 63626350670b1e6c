using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Clients.Tests;

/// <summary>A client that refreshes its tokens, as seen from the gateway and from the identity provider.</summary>
/// <param name="stack">The stack that it calls.</param>
public abstract class RetryingClientTests(PeopledStackFixture stack) : IClassFixture<PeopledStackFixture>
{
    private const string SignIn = "USER_PASSWORD_AUTH";
    private const string Refresh = "REFRESH_TOKEN_AUTH";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Client Client { get; }

    [Fact]
    public async Task After_a_token_expired_every_call_is_made_once_more_with_one_refresh_for_all()
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
    public async Task A_body_is_sent_again_as_it_was()
    {
        stack.Forget();

        _ = await Client.RunAsync(stack, stack.Stack.Users.ShortLivedAppClientId, Cancellation, waits: true);

        GatewayCall[] calls = [.. stack.Calls.Where(call => call.Path == "/users/alice/profile")];
        Assert.Equal(["401 PUT /users/alice/profile", "200 PUT /users/alice/profile"], calls.Select(call => call.ToString()));
        Assert.All(calls, call => Assert.Equal("""{"displayName":"Alice"}""".Length, call.BodyLength));
    }

    [Fact]
    public async Task A_403_is_final()
    {
        stack.Forget();

        (int code, string output) = await Client.RunAsync(stack, stack.Stack.Users.AppClientId, Cancellation);

        Assert.True(code == 0, output);
        Assert.Equal([403], Statuses("/admin/reports"));
        Assert.Equal([SignIn], stack.Cognito.Flows);
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_refused_after_a_refresh_too_is_not_tried_a_third_time()
    {
        stack.Forget();
        stack.Cognito.Spoilt = [SignIn, Refresh];

        (int code, string output) = await Client.RunAsync(stack, stack.Stack.Users.AppClientId, Cancellation);

        Assert.True(code == 1, output);
        Assert.Equal([401, 401], Statuses("/pets"));
        Assert.Equal([401, 401], Statuses("/pets/1"));
    }

    [Fact]
    public async Task A_refused_refresh_ends_it()
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
