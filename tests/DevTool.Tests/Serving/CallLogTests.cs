using System;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using DevTool.Serving;
using Xunit;

namespace DevTool.Tests.Serving;

/// <summary>The log lines of <c>serve</c>: wrapping, messages about cached policies, and calls that do not wait for a log line.</summary>
public sealed class CallLogTests
{
    private static readonly Verdict Denied = new() { Refusal = Refusal.AccessDenied, Event = () => [] };

    [Fact]
    public void A_line_is_wrapped_on_a_terminal_and_not_in_a_file()
    {
        var reason = new CallReason(Allowed: false, "route_not_permitted", "rule \"admin\" requires groups admins and auditors and group operators; alice has readers");
        CallLine line = CallLine.Of(Request("/admin"), Reply(403, Denied), new CallExplainer(_ => reason));

        Assert.Equal(
            """
            REST GET /admin
              403 route_not_permitted  rule "admin" requires groups admins and auditors and
                group operators; alice has readers

            """,
            Written(line, width: 80));
        Assert.Equal(2, Written(line, width: 0).TrimEnd().Split('\n').Length);
        Assert.All(Written(line, width: 40).TrimEnd().Split('\n'), text => Assert.InRange(text.Length, 1, 40));
    }

    [Fact]
    public void A_call_that_a_cached_policy_omits_is_not_shown_as_a_denial() => Assert.Contains(
        "403 not in the cached policy",
        Written(CallLine.Of(Request("/pets"), Reply(403, Denied with { FromCache = true }), new CallExplainer(_ => new CallReason(Allowed: true, "allowed", "rule"))), width: 0),
        StringComparison.Ordinal);

    [Fact]
    public void A_reason_that_contradicts_the_answer_is_not_shown()
    {
        var denied = Denied with { Context = new() { ["errorCode"] = "token_too_old" } };

        string line = Written(CallLine.Of(Request("/pets"), Reply(403, denied), new CallExplainer(_ => new CallReason(Allowed: false, "route_not_permitted", "no rule"))), width: 0);

        Assert.Equal("REST GET /pets  403 token_too_old\n", line);
    }

    [Fact]
    public void Control_characters_of_a_path_do_not_reach_the_terminal() =>
        Assert.DoesNotContain('\e', Written(CallLine.Of(Request("/a\e[31m"), Reply(403, Denied), new CallExplainer(_ => null)), width: 0));

    [Fact]
    public async Task No_call_waits_for_an_explanation()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var release = new TaskCompletionSource();
        var third = new TaskCompletionSource();
        var output = new StringWriter();
        var log = new CallLog(new Terminal(output, useColour: false));
        int explained = 0;
        Task writing = Task.Run(() => log.WriteAsync(
            new CallExplainer(_ =>
            {
                release.Task.Wait(stop.Token);
                if (++explained == 3)
                {
                    third.SetResult();
                    stop.Token.WaitHandle.WaitOne();
                    stop.Token.ThrowIfCancellationRequested();
                }

                return null;
            }),
            stop.Token), TestContext.Current.CancellationToken);

        // No explanation starts before all three calls have returned.
        log.Add(Request("/one"), Reply(403, Denied));
        log.Add(Request("/two"), Reply(403, Denied));
        log.Add(Request("/three"), Reply(403, Denied));
        release.SetResult();
        await third.Task.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);

        Assert.Equal(["REST GET /one  403 denied", "REST GET /two  403 denied"], output.ToString().TrimEnd().Split('\n'));
    }

    private static string Written(CallLine line, int width)
    {
        var output = new StringWriter();
        line.Write(new Terminal(output, useColour: false, width));
        return output.ToString();
    }

    private static HttpReply Reply(int status, Verdict verdict) => new(status, [], []) { Verdict = verdict };

    private static GatewayRequest Request(string path) => new()
    {
        Api = new ApiDefinition { Kind = ApiKind.Rest, Id = "api", Stage = "demo", Routes = [] },
        Method = "GET",
        RawPath = path,
        RawQueryString = "secret",
        Query = new NameValues([], StringComparer.Ordinal),
        Headers = new NameValues([], StringComparer.OrdinalIgnoreCase),
        Body = [],
        IsTooLarge = false,
        Protocol = "HTTP/1.1",
        SourceIp = IPAddress.Loopback.ToString(),
        Time = DateTimeOffset.UnixEpoch,
    };
}
