using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests.StaticVariant;

/// <summary>
/// The trace of the static variant's system calls shows that it connects only to the Runtime API and to loopback. It opens no library and no
/// name server configuration. The trace of the default binary shows that the test can detect connections and libraries.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed partial class SystemCallTests : IDisposable
{
    private const string Tracer = "/usr/bin/strace";
    private const string DaemonOfLambda = "169.254.79.129:2000";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("system-calls-");

    private string Record => Path.Combine(_directory.FullName, "record");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task With_pinned_keys_the_static_variant_connects_only_to_the_Runtime_API()
    {
        using AuthorizerOptions options = new(
            ("AUTHORIZER_JWKS_URIS", null), ("HTTPS_PROXY", "http://192.0.2.1:3128"), ("AWS_XRAY_DAEMON_ADDRESS", DaemonOfLambda));

        string[] calls = await TraceAsync(NativeBinary.StaticBootstrap, options);

        _ = Assert.Single(Addresses(calls));
        AssertNothingElse(calls);
    }

    [Fact]
    public async Task With_keys_and_documents_on_localhost_the_static_variant_connects_only_to_loopback()
    {
        await using var keys = new JwksServer(JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk())));
        await using var rules = new DocumentServer(AuthorizerOptions.DefaultPermissions);
        using AuthorizerOptions options = new AuthorizerOptions(
            ("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={keys.Uri("localhost")}"), ("AUTHORIZER_PERMISSIONS_URI", rules.Uri)).Jwks(null);

        string[] calls = await TraceAsync(NativeBinary.StaticBootstrap, options);

        Assert.InRange(keys.Requests, 1, 2);
        Assert.InRange(Addresses(calls).Length, 3, 6);
        AssertNothingElse(calls);
    }

    [Fact]
    public async Task The_trace_detects_the_connections_and_libraries_of_the_default_binary()
    {
        using AuthorizerOptions options = new(("AWS_XRAY_DAEMON_ADDRESS", DaemonOfLambda));

        string[] calls = await TraceAsync(NativeBinary.Bootstrap, options);

        Assert.Contains(IPAddress.Parse("169.254.79.129"), Addresses(calls));
        Assert.Contains(calls, call => call.Contains("libcrypto.so", StringComparison.Ordinal));
    }

    // Traces the network calls and the opened files of all threads. With -D, the traced process stays the direct child of this process.
    private async Task<string[]> TraceAsync(string executable, AuthorizerOptions options)
    {
        string script = Path.Combine(_directory.FullName, "traced");
        await File.WriteAllTextAsync(
            script, $"#!/bin/sh\nexec {Tracer} -D -f -qq -e trace=%network,open,openat,openat2,execve -o {Record} {executable}\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await RequireTracingAsync();

        await using (var sandbox = Sandbox.Start(new FunctionConfiguration { Executable = script, Environment = options.Variables }))
        {
            var sampled = new InvocationOptions { TraceId = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1" };
            string[] tokens =
            [
                TestTokens.Access(),
                TestTokens.WithHeader(header => header["kid"] = "unknown"),
                TestTokens.Access(claims => claims["iss"] = TestTokens.NewerIssuer),
                "a.b.c",
            ];
            foreach (string token in tokens)
            {
                byte[] call = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(token)).ToJsonString());
                InvocationResult result = await sandbox.InvokeAsync(call, sampled, TestContext.Current.CancellationToken);
                Assert.True(result.Kind is InvocationResultKind.Response or InvocationResultKind.FunctionError, $"{result.Kind}: {sandbox.Errors}");
            }

            sandbox.Signal(15);
            Assert.Equal(0, await sandbox.WaitForExitAsync(TestContext.Current.CancellationToken));
        }

        // Waits, because strace writes its last line after the process has ended.
        var patience = Stopwatch.StartNew();
        string[] calls;
        do
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            calls = await File.ReadAllLinesAsync(Record, TestContext.Current.CancellationToken);
        }
        while (!calls.Any(call => call.Contains("exited with 0", StringComparison.Ordinal)) && patience.Elapsed < TimeSpan.FromSeconds(10));

        return calls;
    }

    private async Task RequireTracingAsync()
    {
        bool possible = File.Exists(Tracer) && (await BuildScript.RunAsync(Tracer, ["-o", Record, "/bin/true"])).ExitCode == 0;
        Assert.False(!possible && Environment.GetEnvironmentVariable("CI") == "true", "system calls cannot be traced here");
        Assert.SkipUnless(possible, "system calls cannot be traced here: run build/setup.sh system-calls");
    }

    private static IPAddress[] Addresses(IEnumerable<string> calls) =>
        [.. calls.SelectMany(call => Address().Matches(call)).Select(match => IPAddress.Parse(match.Groups["address"].Value))];

    private static void AssertNothingElse(string[] calls)
    {
        Assert.All(Addresses(calls), address => Assert.True(IPAddress.IsLoopback(address), address.ToString()));
        Assert.DoesNotContain(calls, call => call.Contains("socket(", StringComparison.Ordinal) && !call.Contains("socket(AF_INET", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains("bind(", StringComparison.Ordinal) || call.Contains("listen(", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains("SOCK_DGRAM", StringComparison.Ordinal) || call.Contains("SOCK_RAW", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains(".so", StringComparison.Ordinal));
        Assert.DoesNotContain(calls, call => call.Contains("\"/etc/", StringComparison.Ordinal));
        _ = Assert.Single(calls, call => call.Contains("execve(", StringComparison.Ordinal));
    }

    // strace writes addresses as inet_addr("127.0.0.1") or inet_pton(AF_INET6, "::1", …), in connect, sendto and sendmsg.
    [GeneratedRegex("""inet_addr\("(?<address>[^"]+)"\)|inet_pton\(AF_INET6, "(?<address>[^"]+)""")]
    private static partial Regex Address();
}
