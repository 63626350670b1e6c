using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>
/// The arm64 binary and its static variant give the same answers as the x64 binary, byte for byte. QEMU runs the arm64 binaries on x64.
/// </summary>
public sealed class Arm64Tests : IDisposable
{
    private static readonly string[] Emulated = ["build/emulate.sh", "build/emulate-static.sh"];

    // The files that build/emulate.sh needs. `setup.sh arm64` and `make publish ARCH=arm64` create them.
    private static readonly string[] Needed =
    [
        "/usr/bin/qemu-aarch64",
        Path.Combine(Repository.Root, "artifacts/sysroot-arm64/usr/lib/aarch64-linux-gnu/libssl.so.3"),
        Path.Combine(Repository.Root, "artifacts/linux-arm64/bootstrap"),
        Path.Combine(Repository.Root, "artifacts/static-linux-arm64/bootstrap"),
    ];

    private static readonly Dictionary<string, (Func<JsonObject> Request, string Expected)> Calls = new()
    {
        ["allowed, REST request"] = (() => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())), "\"Allow\""),
        ["allowed, REST token"] = (() => TestEvents.RestToken(TestEvents.Bearer(TestTokens.Access())), "\"Allow\""),
        ["allowed, HTTP 1.0"] = (() => TestEvents.HttpV1(TestEvents.Bearer(TestTokens.Access())), "\"Allow\""),
        ["allowed, HTTP 2.0"] = (() => TestEvents.HttpV2(TestEvents.Bearer(TestTokens.Access())), "\"isAuthorized\":true"),
        ["not permitted, REST request"] = (() => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "DELETE", "/admin/users"), "\"route_not_permitted\""),
        ["not permitted, HTTP 2.0"] = (() => TestEvents.HttpV2(TestEvents.Bearer(TestTokens.Access()), "DELETE", "/admin/users"), "\"isAuthorized\":false"),
        ["path not canonical"] = (() => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), "GET", "/pets/../admin"), "\"path_not_canonical\""),
        ["no token"] = (() => TestEvents.RestRequest(null), "\"Unauthorized\""),
        ["signature invalid"] = (() => TestEvents.RestRequest(TestEvents.Bearer(Tampered(TestTokens.Access()))), "\"Unauthorized\""),
        ["expired"] = (() => TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["exp"] = TestTokens.Now - 3600))), "\"Unauthorized\""),
        ["unsupported event"] = (() => new JsonObject { ["hello"] = "world" }, "\"Authorizer.EventUnsupported\""),
    };

    private readonly AuthorizerOptions _options = new();

    public static TheoryData<string> Names => [.. Calls.Keys];

    public void Dispose() => _options.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Both_architectures_give_the_same_answer(string name)
    {
        Assert.SkipWhen(
            RuntimeInformation.ProcessArchitecture == Architecture.Arm64, "this machine is arm64, so all other native tests run the arm64 binary");
        string? missing = Array.Find(Needed, path => !File.Exists(path));
        Assert.False(missing is not null && Environment.GetEnvironmentVariable("CI") == "true", $"{missing} is missing");
        Assert.SkipWhen(missing is not null, $"{missing} is missing: run build/setup.sh arm64 and make publish ARCH=arm64");

        (Func<JsonObject> request, string expected) = Calls[name];
        byte[] call = Encoding.UTF8.GetBytes(request().ToJsonString());
        await using Sandbox native = NativeHost.StartSandbox(_options);
        InvocationResult fromX64 = await native.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);
        Assert.Contains(expected, fromX64.Text, StringComparison.Ordinal);
        foreach (string script in Emulated)
        {
            await using var emulated = Sandbox.Start(
                new FunctionConfiguration { Executable = Path.Combine(Repository.Root, script), Environment = _options.Variables });
            InvocationResult fromArm64 = await emulated.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);

            Assert.Equal(fromX64.Text, fromArm64.Text);
            Assert.True(fromX64.Payload.AsSpan().SequenceEqual(fromArm64.Payload), emulated.Errors);
            Assert.Equal(fromX64.Kind, fromArm64.Kind);
        }
    }

    // Changes the first character of the signature.
    private static string Tampered(string token)
    {
        int signature = token.LastIndexOf('.') + 1;
        return $"{token[..signature]}{(token[signature] == 'A' ? 'B' : 'A')}{token[(signature + 1)..]}";
    }
}
