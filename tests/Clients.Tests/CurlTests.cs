using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Clients.Tests;

/// <summary>The example for a shell.</summary>
/// <param name="stack">The stack that the client calls.</param>
public sealed class CurlTests(PeopledStackFixture stack) : IClassFixture<PeopledStackFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_curl_client_gets_the_expected_statuses_and_refreshes_an_expired_token()
    {
        (int code, string output) = await Client.Curl.RunAsync(stack, stack.Stack.Users.ShortLivedAppClientId, Cancellation, waits: true);

        Assert.True(code == 0, output);
        Assert.Equal(
            ["200 GET /pets", "401 GET /pets", "401 GET /pets", "403 GET /admin/reports", "401 GET /pets/1", "200 GET /pets/1"],
            stack.Calls.Select(call => call.ToString()));
        Assert.Equal(["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"], stack.Cognito.Flows);
        Assert.DoesNotContain("eyJ", output, System.StringComparison.Ordinal);
    }
}
