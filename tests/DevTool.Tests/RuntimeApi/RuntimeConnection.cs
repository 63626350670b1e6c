using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using RuntimeApiEmulator;
using Xunit;

namespace DevTool.Tests.RuntimeApi;

/// <summary>A runtime that the test controls byte by byte. It uses the Runtime API of a sandbox whose own process sends nothing.</summary>
internal sealed class RuntimeConnection : IAsyncDisposable
{
    private readonly TcpClient _client = new();
    private NetworkStream? _stream;

    private RuntimeConnection(Sandbox sandbox) => Sandbox = sandbox;

    public Sandbox Sandbox { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A sandbox whose process waits for its standard input to end.</summary>
    public static FunctionConfiguration Silent { get; } = new() { Executable = "/bin/cat", Name = "silent", Timeout = Patience.Limit };

    /// <summary>Opens a connection to a new or to an existing sandbox.</summary>
    public static async Task<RuntimeConnection> OpenAsync(Sandbox? sandbox = null)
    {
        var connection = new RuntimeConnection(sandbox ?? Sandbox.Start(Silent));
        await connection._client.ConnectAsync(IPEndPoint.Parse(connection.Sandbox.RuntimeApi), Cancellation);
        connection._stream = connection._client.GetStream();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Sandbox.DisposeAsync();
    }

    public Task WriteAsync(string text) => _stream!.WriteAsync(Encoding.Latin1.GetBytes(text), Cancellation).AsTask();

    public Task<Reply> NextAsync() => SendAsync("GET", "/2018-06-01/runtime/invocation/next");

    public async Task<Reply> SendAsync(string method, string target, string body = "", string fields = "", string version = "HTTP/1.1")
    {
        string length = method == "POST" ? $"Content-Length: {body.Length}\r\n" : string.Empty;
        await WriteAsync($"{method} {target} {version}\r\nHost: runtime\r\n{fields}{length}\r\n{body}");
        return await ReadAsync();
    }

    /// <summary>Reads one response: the raw head, and the body to its end.</summary>
    public async Task<Reply> ReadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            _ = head.Append((char)await ReadByteAsync());
        }

        string text = head.ToString();
        string? length = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal))?[16..];
        string body = length is not null ? await ReadTextAsync(int.Parse(length, CultureInfo.InvariantCulture))
            : text.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal) ? await ReadChunksAsync()
            : await ReadToEndAsync();
        return new Reply(int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture), text, body);
    }

    public Task ReadExactlyAsync(byte[] bytes) => _stream!.ReadExactlyAsync(bytes, Cancellation).AsTask();

    /// <summary>Whether the emulator has closed the connection without a reset.</summary>
    public async Task<bool> IsClosedAsync() => await _stream!.ReadAsync(new byte[1], Cancellation) == 0;

    private async Task<int> ReadByteAsync()
    {
        byte[] one = new byte[1];
        return await _stream!.ReadAsync(one, Cancellation) == 1 ? one[0] : throw new EndOfStreamException();
    }

    private async Task<string> ReadTextAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _stream!.ReadExactlyAsync(bytes, Cancellation);
        return Encoding.UTF8.GetString(bytes);
    }

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (true)
        {
            var size = new StringBuilder();
            while (!size.ToString().EndsWith("\r\n", StringComparison.Ordinal))
            {
                _ = size.Append((char)await ReadByteAsync());
            }

            int count = int.Parse(size.ToString().Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _ = body.Append(await ReadTextAsync(count));
            Assert.Equal("\r\n", await ReadTextAsync(2));
            if (count == 0)
            {
                return body.ToString();
            }
        }
    }

    private async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_stream!, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        return await reader.ReadToEndAsync(Cancellation);
    }

    /// <summary>The emulator's answer.</summary>
    internal sealed record Reply(int Status, string Head, string Body)
    {
        public string RequestId => Head.Split("Lambda-Runtime-Aws-Request-Id: ")[1].Split('\r')[0];
    }
}
