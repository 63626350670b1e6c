using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>If the key of a token is pinned, the authorizer does not start a fetch.</summary>
public sealed class PinnedKeyTests : KeyFaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pinned_key_requires_no_fetch_thread_and_no_fetch_socket(bool pinned)
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

        // Without a pinned key, the process has a fetch thread and a connection. This case shows that the test can detect them.
        string process = $"/proc/{sandbox.ProcessId}";
        int sockets = new DirectoryInfo($"{process}/fd").EnumerateFiles().Count(file => file.LinkTarget?.StartsWith("socket:", System.StringComparison.Ordinal) == true);
        int threads = Directory.EnumerateDirectories($"{process}/task").Count(thread => File.ReadAllText(thread + "/comm") == "fetch\n");
        Assert.Equal(pinned ? 0 : 1, threads);
        Assert.Equal(1, sockets);
        Assert.Equal(pinned ? 0 : 1, server.Connections);
    }
}
