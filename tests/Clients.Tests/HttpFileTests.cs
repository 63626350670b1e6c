using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using DevTool;
using DevTool.Demo;
using DevTool.Gateway.Definitions;
using Xunit;

namespace Clients.Tests;

/// <summary>The <c>.http</c> file runs, and contains the calls of the demo.</summary>
/// <param name="stack">The stack that the file calls.</param>
public sealed partial class HttpFileTests(StackFixture stack) : IClassFixture<StackFixture>
{
    private static readonly HttpFile Requests = HttpFile.Read(Path.Combine(Client.Folder, "demo.http"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_gets_its_expected_status()
    {
        var run = new HttpFileRun(Variables(), stack.Http);

        var expected = new List<string>();
        var actual = new List<string>();
        foreach (HttpFileRequest request in Requests.Requests)
        {
            expected.Add($"{request.Expected} {request.Title}");
            actual.Add($"{await run.SendAsync(request, Cancellation)} {request.Title}");
        }

        Assert.NotEmpty(expected);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task The_file_has_every_HTTP_call_of_the_demo_in_order()
    {
        var output = new StringWriter();
        var report = new DemoReport(new Terminal(output, useColour: false));
        await new DemoFlow(stack.Stack, stack.Http, report).RunAsync(Cancellation);
        Assert.Equal(0, report.Failures);

        Dictionary<string, string> names = Variables();
        names["reader"] = DemoUser.Reader.Name;
        names["admin"] = DemoUser.Admin.Name;
        names["suspended"] = DemoUser.Suspended.Name;
        var run = new HttpFileRun(names, stack.Http);
        string[] titles = [.. Requests.Requests.Select(request => run.Fill($"{request.Expected} {request.Title}"))];
        string[] steps = [.. HttpSteps(output.ToString())];

        Assert.Equal(steps.Length, titles.Length);
        Assert.All(steps.Zip(titles), pair => Assert.True(Says(pair.Second, pair.First), $"the demo: {pair.First}; the file: {pair.Second}"));
    }

    [Fact]
    public void The_title_of_a_call_has_method_and_path() => Assert.All(
        Requests.Requests.Where(request => !request.Url.StartsWith("{{cognito}}", StringComparison.Ordinal)),
        request => Assert.Equal(request.Title.Split(", ")[0], $"{request.Method} {ApiName().Replace(request.Url, string.Empty)}"));

    // Returns the HTTP steps of the demo. WebSocket steps are omitted, because editors cannot send WebSocket messages.
    private static IEnumerable<string> HttpSteps(string report)
    {
        bool skips = false;
        foreach (string line in report.Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ')
            {
                skips = line.StartsWith(ApiKind.WebSocket.Title(), StringComparison.Ordinal);
            }
            else if (!skips && Step().Match(line) is { Success: true } step)
            {
                yield return $"{step.Groups["status"].Value} {step.Groups["text"].Value}";
            }
        }
    }

    // A title may omit the part of a step after a comma, because the requests of a file cannot change a user's groups.
    private static bool Says(string title, string step) => step == title || step.StartsWith(title + ", ", StringComparison.Ordinal);

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(Requests.Variables)
        {
            ["restApi"] = Address(ApiKind.Rest),
            ["httpApi"] = Address(ApiKind.Http),
            ["cognito"] = stack.Stack.Users.Endpoint.GetLeftPart(UriPartial.Authority),
            ["userPoolId"] = stack.Stack.Users.PoolId,
            ["clientId"] = stack.Stack.Users.AppClientId,
            ["shortLivedClientId"] = stack.Stack.Users.ShortLivedAppClientId,
        };
        Assert.Equal(Requests.Variables.Count, variables.Count);
        return variables;
    }

    private string Address(ApiKind kind) => stack.Stack.Url(stack.Stack.Apis.First(api => api.Kind == kind)).AbsoluteUri;

    [GeneratedRegex(@"^  (?<status>\d{3})  ok  (?<text>.*)$")]
    private static partial Regex Step();

    [GeneratedRegex(@"^\{\{\w+\}\}")]
    private static partial Regex ApiName();
}
