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
/// The base class of all fault tests. Each fault occurs twice: at the first fetch, when there are no keys, and at a refresh, when there are
/// keys. After each fault, the server works again.
/// </summary>
public abstract class KeyFaultTests
{
    private const int TimeoutMilliseconds = 400;

    // The time limit of a fetch is long enough for a busy machine. The tests only distinguish a complete fetch from no fetch.
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(1500);

    // The maximum of the first back-off, and the earliest and the latest time of a refresh.
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(1050);
    private static readonly TimeSpan RefreshAge = TimeSpan.FromMilliseconds(950);

    /// <summary>The logged problem of a fetch that times out.</summary>
    protected const string TimeIsOver = "The fetch took longer than AUTHORIZER_FETCH_TIMEOUT_MS.";

    protected static string GoodKeys { get; } = SigningKey.Jwks(SigningKey.Default.Jwk());

    protected static JsonObject Call(string? token = null) => TestEvents.RestRequest(TestEvents.Bearer(token ?? TestTokens.Access()));

    protected static AuthorizerOptions Fetching(string uri, params (string Name, string? Value)[] variables) =>
        new AuthorizerOptions([("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={uri}"), .. variables]).Jwks(null);

    /// <summary>Asserts that an authorizer recovers from a fault, both at the first fetch and at a refresh.</summary>
    /// <param name="server">The key server, without a fault. This method sets <see cref="JwksServer.Script"/>.</param>
    /// <param name="fault">The script of the fault.</param>
    /// <param name="requests">The number of complete requests that the server receives in a faulty attempt: 0 or 1.</param>
    /// <param name="problem">A part of the logged problem.</param>
    /// <param name="options">The configuration. By default, only the URL of the keys is set.</param>
    /// <param name="well">The script of the server without a fault.</param>
    protected static async Task WithstandsAsync(
        JwksServer server, Func<JwksConnection, Task> fault, int requests, string problem, AuthorizerOptions? options = null, Func<JwksConnection, Task>? well = null)
    {
        using AuthorizerOptions used = options ?? Fetching(server.Uri());
        _ = used
            .Set("AUTHORIZER_FETCH_TIMEOUT_MS", $"{TimeoutMilliseconds}")
            .Set("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1");
        server.Script = fault;

        // A fetch that fails before its time limit is immediately retried once.
        int attempts = problem == TimeIsOver ? 1 : 2;
        var start = Stopwatch.StartNew();
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(used);
        Assert.True(start.Elapsed < TimeSpan.FromMilliseconds(TimeoutMilliseconds) + Slack, $"the start took {start.Elapsed}");
        Assert.Equal((attempts, attempts * requests), (server.Connections, server.Requests));

        // There are no keys, and the back-off forbids another fetch. Therefore callers get an error immediately.
        await AnswersAtOnceAsync(authorizer, answer => answer.IsServerError("Authorizer.KeysUnavailable", "keys_unavailable"));
        Assert.Equal(attempts, server.Connections);
        Assert.Contains(problem, Assert.Single(Problems(authorizer)), StringComparison.Ordinal);

        // The server works again. The first call after the back-off waits for the keys.
        server.Script = well;
        await Task.Delay(BackOff, TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        Assert.Equal((attempts + 1, (attempts * requests) + 1), (server.Connections, server.Requests));

        // The refresh fails. No call waits, and the old keys stay in use.
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

    /// <summary>The log lines about failed fetches.</summary>
    protected static IEnumerable<string> Problems(IAuthorizer authorizer) =>
        authorizer.LogLines.Where(line => line.Contains("could not be fetched", StringComparison.Ordinal));

    private static async Task AnswersAtOnceAsync(IAuthorizer authorizer, Action<Answer> check)
    {
        Answer answer = await authorizer.InvokeAsync(Call());
        check(answer);

        // The authorizer measures the duration of a call. A call that waited for a fetch would take the time limit.
        Assert.True(answer.LogLine!["durationUs"]!.GetValue<long>() < TimeoutMilliseconds * 1000 / 4, answer.LogLine.ToJsonString());
    }
}
