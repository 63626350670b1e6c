using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>
/// A start loads only the libraries it needs: no libssl without TLS, and no OpenSSL with the managed verifier.
/// </summary>
public sealed class LoadedLibrariesTests
{
    [Theory]
    [InlineData("platform", true)]
    [InlineData("managed", false)]
    public async Task Without_TLS_only_the_platform_verifier_loads_OpenSSL_and_of_it_libcrypto_alone(string verifier, bool loaded)
    {
        using var options = new AuthorizerOptions(("AUTHORIZER_SIGNATURE_VERIFIER", verifier));
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        byte[] call = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).ToJsonString());
        byte[] unknownKey = Encoding.UTF8.GetBytes(
            TestEvents.RestRequest(TestEvents.Bearer(TestTokens.WithHeader(header => header["kid"] = "unknown"))).ToJsonString());

        // Twice, for the cache; and once with a key whose fetch fails and is retried after a random delay.
        foreach (byte[] payload in new[] { call, call, unknownKey })
        {
            _ = await sandbox.InvokeAsync(payload, cancellation: TestContext.Current.CancellationToken);
        }

        string[] maps = await File.ReadAllLinesAsync($"/proc/{sandbox.ProcessId}/maps", TestContext.Current.CancellationToken);
        Assert.Contains(maps, line => line.EndsWith("/bootstrap", StringComparison.Ordinal));
        Assert.Equal(loaded, maps.Any(line => line.Contains("libcrypto", StringComparison.Ordinal)));
        Assert.DoesNotContain(maps, line => line.Contains("libssl", StringComparison.Ordinal));
        Assert.DoesNotContain(maps, line => line.Contains("Cryptography.Native", StringComparison.Ordinal));
    }
}
