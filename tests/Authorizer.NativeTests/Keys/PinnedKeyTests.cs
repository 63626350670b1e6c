using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>With a pinned key for the token's key id, no code of fetching runs.</summary>
public sealed class PinnedKeyTests : KeyFaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_a_pinned_key_no_socket_but_the_runtime_apis_is_opened_and_no_thread_started(bool pinned)
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        server.Script = async connection =>
        {
            await connection.ReceiveAsync();
            await connection.HangAsync();
        };
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_FETCH_TIMEOUT_MS", "60000"));
        _ = options.Jwks(pinned ? GoodKeys : null);
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        byte[] call = Encoding.UTF8.GetBytes(Call().ToJsonString());
        Task<InvocationResult> answer = sandbox.InvokeAsync(call, cancellation: TestContext.Current.CancellationToken);
        while (pinned ? !answer.IsCompleted : server.Requests == 0)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        // Without a pinned key, the same process has one of each, so the test can detect them.
        string process = $"/proc/{sandbox.ProcessId}";
        int sockets = new DirectoryInfo($"{process}/fd").EnumerateFiles().Count(file => file.LinkTarget?.StartsWith("socket:", System.StringComparison.Ordinal) == true);
        int threads = Directory.EnumerateDirectories($"{process}/task").Count(thread => File.ReadAllText(thread + "/comm") == "fetch\n");
        Assert.Equal(pinned ? 0 : 1, threads);
        Assert.Equal(1, sockets);
        Assert.Equal(pinned ? 0 : 1, server.Connections);
    }
}
