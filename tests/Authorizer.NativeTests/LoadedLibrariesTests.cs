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
/// The process loads only the libraries that it needs. Without TLS, it does not load libssl. With the managed verifier, it does not load
/// OpenSSL.
/// </summary>
public sealed class LoadedLibrariesTests
{
    [Theory]
    [InlineData("platform", true)]
    [InlineData("managed", false)]
    public async Task Without_TLS_only_the_platform_verifier_loads_libcrypto_and_no_verifier_loads_libssl(string verifier, bool loaded)
    {
        using var options = new AuthorizerOptions(("AUTHORIZER_SIGNATURE_VERIFIER", verifier));
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        byte[] call = Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access())).ToJsonString());
        byte[] unknownKey = Encoding.UTF8.GetBytes(
            TestEvents.RestRequest(TestEvents.Bearer(TestTokens.WithHeader(header => header["kid"] = "unknown"))).ToJsonString());

        // The second call uses the token cache. The third call causes a fetch, which fails and is retried after a random delay.
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
