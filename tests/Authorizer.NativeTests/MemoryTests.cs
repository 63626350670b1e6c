using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>The behavior of the binary with too little memory, and its memory use over many calls.</summary>
[SupportedOSPlatform("linux")]
public sealed class MemoryTests
{
    private const int Calls = 3000;

    // A leak of one kilobyte per call would exceed this limit three times.
    private const double MostMebibytes = 1;

    // With the smallest limits, the start fails. With larger limits, some calls fail. The largest limits are sufficient.
    private static readonly int[] HeapMebibytes = [4, 6, 8, 10, 12, 16, 20, 24, 32];

    public static TheoryData<string> Payloads => new()
    {
        { """{"cognito:groups":[GROUPS]}""" },
        { """{"token_use":"id","aud":["3n4b5exampleclient",GROUPS]}""" },
        { """{"custom:list":[GROUPS]}""" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public async Task Escaped_strings_of_a_cached_token_leak_no_memory(string changes)
    {
        string groups = string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"\\u0067roup-{i}\""));
        JsonObject claims = TestTokens.AccessClaims();
        JsonObject changed = JsonNode.Parse(changes.Replace("GROUPS", "0", StringComparison.Ordinal))!.AsObject();
        foreach (string name in changed.Select(claim => claim.Key))
        {
            _ = claims.Remove(name);
        }

        string payload = claims.ToJsonString()[..^1] + "," + changes.Replace("GROUPS", groups, StringComparison.Ordinal)[1..];
        byte[] request = Request(TestTokens.WithPayload(payload));
        using AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_TOKEN_USE", "any"), ("AUTHORIZER_CONTEXT_CLAIMS", "custom:list")).Permissions(
            """{"version":1,"rules":[{"id":"all","effect":"allow","routes":["* /**"]},{"id":"no","effect":"deny","routes":["* /**"],"when":{"claims":{"custom:list":["x"]},"anyGroup":["x"]}}]}""");
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        await CallAsync(sandbox, request, Calls / 3);

        double before = ResidentMebibytes(sandbox);
        await CallAsync(sandbox, request, Calls);

        Assert.InRange(ResidentMebibytes(sandbox) - before, -100, MostMebibytes);
    }

    // If memory runs out during a decision, the token of one caller must not be combined with the claims of another caller.
    [Fact]
    public async Task An_authorizer_without_memory_never_gives_a_caller_the_answer_of_another_caller()
    {
        var events = new Dictionary<string, byte[]> { ["victim"] = Request(Token("victim", 10)) };
        for (int i = 0; i < 16; i++)
        {
            events.Add($"attacker-{i}", Request(Token($"attacker-{i}", 600_000)));
        }

        int answers = 0;
        int failures = 0;
        foreach (int mebibytes in HeapMebibytes)
        {
            using var options = new AuthorizerOptions(
                ("AUTHORIZER_TOKEN_CACHE_ENTRIES", "16"),
                ("AUTHORIZER_MAX_TOKEN_BYTES", "1048576"),
                ("DOTNET_GCHeapHardLimit", (mebibytes * 1024L * 1024).ToString("X", CultureInfo.InvariantCulture)));
            await using Sandbox sandbox = NativeHost.StartSandbox(options);
            while (sandbox.Polls == 0 && !sandbox.HasExited)
            {
                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            foreach ((string caller, byte[] payload) in Enumerable.Repeat(events, 3).SelectMany(all => all).TakeWhile(_ => !sandbox.HasExited))
            {
                InvocationResult result = await sandbox.InvokeAsync(payload, cancellation: TestContext.Current.CancellationToken);
                string? principal = result.Kind == InvocationResultKind.Response ? JsonNode.Parse(result.Payload)!["principalId"]!.GetValue<string>() : null;
                Assert.True(principal is null || principal == caller, $"{mebibytes} MiB: {caller} was answered as {principal}");
                answers += principal is null ? 0 : 1;
                failures += principal is null ? 1 : 0;
            }
        }

        Assert.True(answers > 0 && failures > 0, $"{answers} answers, {failures} failures: the limits do not test the edge");
    }

    private static string Token(string name, int padding) => TestTokens.Access(claims =>
    {
        claims["sub"] = name;
        for (int i = 0; i < (padding / 8000) + 1; i++)
        {
            claims["padding-" + i] = new string('x', Math.Min(padding, 8000));
        }
    });

    private static byte[] Request(string token) => Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(token)).ToJsonString());

    private static async Task CallAsync(Sandbox sandbox, byte[] request, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            InvocationResult result = await sandbox.InvokeAsync(request, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(InvocationResultKind.Response, result.Kind);
        }
    }

    private static double ResidentMebibytes(Sandbox sandbox)
    {
        // VmRSS is the resident set in KiB (proc(5)).
        string resident = File.ReadAllLines($"/proc/{sandbox.ProcessId}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
