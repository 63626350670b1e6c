using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using RuntimeApiEmulator;
using Xunit;

namespace DevTool.Tests.RuntimeApi;

/// <summary>
/// Two other runtimes use the emulator. One uses curl, as AWS's tutorial "Building a custom runtime for AWS Lambda" does. The other uses
/// Node's http. Each runtime answers with the size of its event.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class RealRuntimeTests : IDisposable
{
    private const string Curl =
        """
        #!/bin/sh
        set -eu
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
        [ -z "${THROUGH_PROXY:-}" ] || CURL_OPTIONS="$CURL_OPTIONS --proxy http://$AWS_LAMBDA_RUNTIME_API"
        while :; do
          curl -sS $CURL_OPTIONS --fail -D headers -o event "$api/next"
          id=$(grep -Fi Lambda-Runtime-Aws-Request-Id headers | tr -d '[:space:]' | cut -d: -f2)
          wc -c <event | tr -d '[:space:]' >answer
          [ -z "${PADDING:-}" ] || head -c "$PADDING" /dev/zero | tr '\0' ' ' >>answer
          curl -sS $CURL_OPTIONS --fail --data-binary @answer -o accepted "$api/$id/response"
        done
        """;

    private const string Node =
        """
        #!/usr/bin/env node
        const http = require('http');
        const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
        const call = (method, path, body) => new Promise((resolve, reject) => {
          const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
          const request = http.request({ host, port, method, path: '/2018-06-01/runtime/invocation/' + path, agent }, response => {
            const parts = [];
            response.on('data', part => parts.push(part));
            response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
          });
          request.on('error', reject);
          request.end(body);
        });
        (async () => {
          for (;;) {
            const next = await call('GET', 'next');
            await call('POST', next.headers['lambda-runtime-aws-request-id'] + '/response', String(next.body.length));
          }
        })();
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("runtime-test-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--http1.1")]
    [InlineData("--http1.0")]
    [InlineData("--no-keepalive --header Connection:close")]
    public Task A_runtime_with_curl_reads_events_of_every_size(string options) =>
        AnswersWithSizesAsync(Curl, new() { ["CURL_OPTIONS"] = options });

    [Fact]
    public Task A_runtime_with_curl_can_use_absolute_targets_and_100_Continue() =>
        AnswersWithSizesAsync(Curl, new() { ["CURL_OPTIONS"] = "--http1.1", ["THROUGH_PROXY"] = "yes", ["PADDING"] = "2000000" });

    [Fact]
    public Task A_runtime_with_Node_reads_events_of_every_size() => AnswersWithSizesAsync(Node, []);

    [Fact]
    public async Task Retired_sandboxes_get_no_further_events_and_end()
    {
        string bootstrap = Path.Combine(_folder.FullName, "bootstrap");
        await File.WriteAllTextAsync(bootstrap, Node, Cancellation);
        File.SetUnixFileMode(bootstrap, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var function = new EmulatedFunction(new FunctionConfiguration { Executable = bootstrap, MaxSandboxes = 2, Timeout = Patience.Limit });

        // At the time of the retirement, one sandbox is free and one is busy.
        await Task.WhenAll(function.InvokeAsync("1"u8.ToArray(), cancellation: Cancellation), function.InvokeAsync("2"u8.ToArray(), cancellation: Cancellation));
        Task<InvocationResult> working = function.InvokeAsync("3"u8.ToArray(), cancellation: Cancellation);
        int before = function.Sandboxes.Count;
        await function.RetireSandboxesAsync();
        Assert.Equal(InvocationResultKind.Response, (await working).Kind);
        Assert.Equal(InvocationResultKind.Response, (await function.InvokeAsync("4"u8.ToArray(), cancellation: Cancellation)).Kind);

        // Usually one sandbox is new. There are two if the third event also needed a new sandbox that was still busy at the fourth event.
        Assert.InRange(function.Sandboxes.Count, before + 1, before + 2);
        await Patience.UntilAsync(() => function.Sandboxes.Take(before).All(sandbox => sandbox.HasExited));
        Assert.False(function.Sandboxes[^1].HasExited);
    }

    private async Task AnswersWithSizesAsync(string script, Dictionary<string, string> environment)
    {
        string bootstrap = Path.Combine(_folder.FullName, "bootstrap");
        await File.WriteAllTextAsync(bootstrap, script, Cancellation);
        File.SetUnixFileMode(bootstrap, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var sandbox = Sandbox.Start(
            new FunctionConfiguration { Executable = bootstrap, Environment = environment, Timeout = Patience.Limit });

        foreach (int bytes in (int[])[2, 2048, 2049, 70_000, 6_291_556])
        {
            byte[] payload = Encoding.ASCII.GetBytes('"' + new string('x', bytes - 2) + '"');
            InvocationResult result = await sandbox.InvokeAsync(payload, cancellation: Cancellation);
            Assert.True(result.Kind == InvocationResultKind.Response, $"{result.Text} {sandbox.Errors}");
            Assert.Equal($"{bytes}", result.Text.TrimEnd());
        }
    }
}
