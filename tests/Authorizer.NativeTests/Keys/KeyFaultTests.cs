using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>
/// Shared by all fault tests: each fault happens at the first fetch, when there are no keys, and again at a refresh, when
/// there are keys. Each time the server recovers.
/// </summary>
public abstract class KeyFaultTests
{
    private const int TimeoutMilliseconds = 400;

    // Long enough for a busy machine. The tests only need to distinguish a complete fetch from none.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1500);

    // The longest first back-off, and the earliest and latest refresh.
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(1050);
    private static readonly TimeSpan RefreshAge = TimeSpan.FromMilliseconds(950);

    /// <summary>The logged problem of a fetch that times out.</summary>
    protected const string TimeIsOver = "The fetch took longer than AUTHORIZER_FETCH_TIMEOUT_MS.";

    protected static string GoodKeys { get; } = SigningKey.Jwks(SigningKey.Default.Jwk());

    protected static JsonObject Call(string? token = null) => TestEvents.RestRequest(TestEvents.Bearer(token ?? TestTokens.Access()));

    protected static AuthorizerOptions Fetching(string uri, params (string Name, string? Value)[] variables) =>
        new AuthorizerOptions([("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={uri}"), .. variables]).Jwks(null);

    /// <summary>Runs an authorizer against the fault.</summary>
    /// <param name="server">Its server in the working state; <see cref="JwksServer.Script"/> is set to the fault.</param>
    /// <param name="requests">How many complete requests the server receives in a faulty attempt: 0 or 1.</param>
    /// <param name="problem">The problem in the log.</param>
    /// <param name="options">The configuration, or the usual one.</param>
    /// <param name="well">The script of the working server, if it has one.</param>
    protected static async Task WithstandsAsync(
        JwksServer server, Func<JwksConnection, Task> fault, int requests, string problem, AuthorizerOptions? options = null, Func<JwksConnection, Task>? well = null)
    {
        using AuthorizerOptions used = options ?? Fetching(server.Uri());
        _ = used
            .Set("AUTHORIZER_FETCH_TIMEOUT_MS", $"{TimeoutMilliseconds}")
            .Set("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1");
        server.Script = fault;

        // A fetch that fails before its time limit is retried once, immediately.
        int attempts = problem == TimeIsOver ? 1 : 2;
        var start = Stopwatch.StartNew();
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(used);
        Assert.True(start.Elapsed < TimeSpan.FromMilliseconds(TimeoutMilliseconds) + Slack, $"the start took {start.Elapsed}");
        Assert.Equal((attempts, attempts * requests), (server.Connections, server.Requests));

        // No keys, and the back-off forbids another fetch: an immediate error.
        await AnswersAtOnceAsync(authorizer, answer => answer.IsServerError("Authorizer.KeysUnavailable", "keys_unavailable"));
        Assert.Equal(attempts, server.Connections);
        Assert.Contains(problem, Assert.Single(Problems(authorizer)), StringComparison.Ordinal);

        // The server works again: the first caller after the back-off waits for the keys and gets them.
        server.Script = well;
        await Task.Delay(BackOff, TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        Assert.Equal((attempts + 1, (attempts * requests) + 1), (server.Connections, server.Requests));

        // The refresh fails: no caller waits, and the old keys stay in use.
        server.Script = fault;
        await Task.Delay(RefreshAge, TestContext.Current.CancellationToken);
        await AnswersAtOnceAsync(authorizer, answer => answer.IsAllowed());
        await WaitForAsync(() => Problems(authorizer).Count() == 2, authorizer);
        Assert.Equal(((2 * attempts) + 1, (2 * attempts * requests) + 1), (server.Connections, server.Requests));
        await AnswersAtOnceAsync(authorizer, answer => answer.IsAllowed());
        Assert.Equal((2 * attempts) + 1, server.Connections);
    }

    protected static Task WaitForAsync(Func<bool> condition, IAuthorizer authorizer) =>
        WaitForAsync(condition, () => string.Join('\n', authorizer.LogLines));

    protected static async Task WaitForAsync(Func<bool> condition, Func<string> explanation)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(10), explanation());
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The lines about fetches that failed.</summary>
    protected static IEnumerable<string> Problems(IAuthorizer authorizer) =>
        authorizer.LogLines.Where(line => line.Contains("could not be fetched", StringComparison.Ordinal));

    private static async Task AnswersAtOnceAsync(IAuthorizer authorizer, Action<Answer> check)
    {
        Answer answer = await authorizer.InvokeAsync(Call());
        check(answer);

        // Measured by the authorizer: far less than the time limit of a fetch, which a hanging server would use up.
        Assert.True(answer.LogLine!["durationUs"]!.GetValue<long>() < TimeoutMilliseconds * 1000 / 4, answer.LogLine.ToJsonString());
    }
}
