using System;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>A key server whose HTTP answers the authorizer must refuse.</summary>
public sealed class HttpFaults : KeyFaultTests
{
    private static readonly string Length = $"Content-Length: {GoodKeys.Length}\r\n\r\n";

    private static readonly SideBySide<(string Response, string Problem)> Answers = new(new()
    {
        ["500"] = ("HTTP/1.1 500 Internal Server Error\r\n" + Length + GoodKeys, "The status was 500."),
        ["503 without a body"] = ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "The status was 503."),
        ["403"] = ("HTTP/1.1 403 Forbidden\r\n" + Length + GoodKeys, "The status was 403."),
        ["404"] = ("HTTP/1.1 404 Not Found\r\n" + Length + GoodKeys, "The status was 404."),
        ["301"] = ("HTTP/1.1 301 Moved Permanently\r\nLocation: /jwks.json\r\n" + Length + GoodKeys, "The status was 301."),
        ["307"] = ("HTTP/1.1 307 Temporary Redirect\r\nLocation: /jwks.json\r\n" + Length + GoodKeys, "The status was 307."),
        ["203"] = ("HTTP/1.1 203 Non-Authoritative Information\r\n" + Length + GoodKeys, "The status was 203."),
        ["304"] = ("HTTP/1.1 304 Not Modified\r\n\r\n", "The status was 304."),
        ["only 100"] = ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", "the connection was closed before its end"),
        ["100 eleven times"] = (string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 11)) + JwksServer.Ok(GoodKeys), "it is not valid HTTP"),
        ["101"] = ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n" + JwksServer.Ok(GoodKeys), "it is not valid HTTP"),
        ["a malformed 103"] = ("HTTP/1.1 103 Early Hints\r\nLink : </x>\r\n\r\n" + JwksServer.Ok(GoodKeys), "it is not valid HTTP"),
        ["interim heads that are too large together"] =
            (string.Concat(Enumerable.Repeat($"HTTP/1.1 103 Early Hints\r\nLink: {new string('x', 6000)}\r\n\r\n", 3)) + JwksServer.Ok(GoodKeys), " is larger than "),
        ["2zz"] = ("HTTP/1.1 2zz OK\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["99"] = ("HTTP/1.1 099 Early\r\n\r\n" + JwksServer.Ok(GoodKeys), "it is not valid HTTP"),
        ["a space before the colon"] = ("HTTP/1.1 200 OK\r\nServer : x\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["no name before the colon"] = ("HTTP/1.1 200 OK\r\n: x\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["no colon"] = ("HTTP/1.1 200 OK\r\nServer\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["a control character in a name"] = ("HTTP/1.1 200 OK\r\nSer\u0001ver: x\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["a folded value"] = ("HTTP/1.1 200 OK\r\nServer: x\r\n y\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["a folded value with a colon"] = ("HTTP/1.1 200 OK\r\nServer: x\r\n\ty: z\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["CR in a value"] = ("HTTP/1.1 200 OK\r\nServer: x\rContent-Length: 1\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["NUL in a value"] = ("HTTP/1.1 200 OK\r\nServer: x\0\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["NUL in the reason phrase"] = ("HTTP/1.1 200 O\0K\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["a bare line feed after a field"] = ("HTTP/1.1 200 OK\r\nServer: x\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["a bare line feed after the status"] = ("HTTP/1.1 200 OK\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["only bare line feeds"] = ($"HTTP/1.1 200 OK\nContent-Length: {GoodKeys.Length}\n\n" + GoodKeys, "the connection was closed before its end"),
        ["HTTP/2"] = ("HTTP/2 200\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["not HTTP"] = ("220 mail.example.com ESMTP\r\n\r\n", "it is not valid HTTP"),
        ["an empty answer"] = (string.Empty, "the connection was closed before its first byte"),
        ["an incomplete head"] = ("HTTP/1.1 200 OK\r\nContent-Le", "the connection was closed before its end"),
        ["a body shorter than its length"] = ($"HTTP/1.1 200 OK\r\nContent-Length: {GoodKeys.Length + 1}\r\n\r\n" + GoodKeys, "the connection was closed before its end"),
        ["a body longer than its length"] = ($"HTTP/1.1 200 OK\r\nContent-Length: {GoodKeys.Length}\r\n\r\n" + GoodKeys + "{}", "it is not valid HTTP"),
        ["a negative length"] = ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n" + GoodKeys, "it is not valid HTTP"),
        ["two lengths"] = ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["a length and chunks"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + Length + GoodKeys, "it is not valid HTTP"),
        ["chunks with gzip"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "it is not valid HTTP"),
        ["a malformed chunk"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" + GoodKeys, "it is not valid HTTP"),
        ["chunks without an end"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "the connection was closed before its end"),
        ["an announced length of 10 MB"] = ("HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n{", " is larger than "),
        ["10 MB in one chunk"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na00000\r\n{", " is larger than "),
        ["HTML"] = (JwksServer.Ok("<!doctype html><title>Sign in to the hotel's network</title>"), "not a JSON Web Key Set"),
        ["truncated JSON"] = (JwksServer.Ok(GoodKeys[..^2]), "not a JSON Web Key Set"),
        ["data after the keys"] = (JwksServer.Ok(GoodKeys + GoodKeys), "not a JSON Web Key Set"),
        ["an array"] = (JwksServer.Ok("[]"), "not a JSON Web Key Set"),
        ["no keys"] = (JwksServer.Ok("""{"keys":[]}"""), "no usable key"),
        ["only keys of another type"] = (JwksServer.Ok("""{"keys":[{"kty":"EC","kid":"key-1","crv":"P-256","x":"AA","y":"AA"}]}"""), "no usable key"),
    }, WithstandsAnswerAsync);

    private static readonly SideBySide<(string Start, string More)> EndlessAnswers = new(new()
    {
        ["header fields"] = ("HTTP/1.1 200 OK\r\n", "X-Filler: 0123456789abcdef0123456789abcdef\r\n"),
        ["one header field"] = ("HTTP/1.1 200 OK\r\nX-Filler: ", "0123456789abcdef"),
        ["chunks of one byte"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n"),
        ["the extension of one chunk"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x=0123456789abcdef"),
        ["trailers"] = ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", "X-Trailer: 0123456789abcdef\r\n"),
        ["a body without a length"] = ("HTTP/1.1 200 OK\r\n\r\n", "                "),
    }, WithstandsEndlessAnswerAsync);

    public static TheoryData<string> AnswerNames => Answers.Names;

    public static TheoryData<string> EndlessAnswerNames => EndlessAnswers.Names;

    [Theory]
    [MemberData(nameof(AnswerNames))]
    public Task The_authorizer_recovers_from_an_answer_that_is_not_a_key_set(string name) => Answers.OutcomeAsync(name);

    [Theory]
    [MemberData(nameof(EndlessAnswerNames))]
    public Task An_endless_answer_is_aborted(string name) => EndlessAnswers.OutcomeAsync(name);

    [Fact]
    public async Task A_compressed_answer_is_refused()
    {
        var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(GoodKeys), TestContext.Current.CancellationToken);
        }

        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        await WithstandsAsync(server, Fault, requests: 1, "The response is compressed, which is not supported.");
        Assert.DoesNotContain("Accept-Encoding", server.RequestHeads[0], StringComparison.OrdinalIgnoreCase);

        async Task Fault(JwksConnection connection)
        {
            await connection.ReceiveAsync();
            await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {compressed.Length}\r\n\r\n");
            await connection.SendAsync(compressed.ToArray());
        }
    }

    [Fact]
    public async Task Each_fetch_uses_a_new_connection()
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        server.Script = async connection =>
        {
            await connection.ReceiveAsync();
            await connection.SendAsync(JwksServer.Ok(GoodKeys).Replace("200 OK\r\n", "200 OK\r\nConnection: keep-alive\r\n", StringComparison.Ordinal));
            await connection.HangAsync();
        };
        using AuthorizerOptions options = Fetching(server.Uri(), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1"));
        await using IAuthorizer authorizer = await NativeHost.Instance.StartAsync(options);
        (await authorizer.InvokeAsync(Call())).IsAllowed();

        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        (await authorizer.InvokeAsync(Call())).IsAllowed();
        await WaitForAsync(() => server.Requests == 2, authorizer);

        Assert.Equal(2, server.Connections);
        Assert.All(server.RequestHeads, head => Assert.Contains("\r\nConnection: close\r\n", head, StringComparison.Ordinal));
        Assert.Empty(Problems(authorizer));
    }

    private static async Task WithstandsAnswerAsync((string Response, string Problem) answer)
    {
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        await WithstandsAsync(server, Fault, requests: 1, answer.Problem);

        async Task Fault(JwksConnection connection)
        {
            await connection.ReceiveAsync();
            await connection.SendAsync(answer.Response);
        }
    }

    private static async Task WithstandsEndlessAnswerAsync((string Start, string More) answer)
    {
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(answer.More, 4096 / answer.More.Length)));
        long sent = 0;
        await using var server = new JwksServer(JwksServer.Ok(GoodKeys));
        await WithstandsAsync(server, Fault, requests: 1, " is larger than ");
        Assert.True(sent < 40_000_000, $"{sent} bytes were taken");

        async Task Fault(JwksConnection connection)
        {
            await connection.ReceiveAsync();
            await connection.SendAsync(answer.Start);
            while (true)
            {
                await connection.SendAsync(piece);
                _ = Interlocked.Add(ref sent, piece.Length);
            }
        }
    }
}
