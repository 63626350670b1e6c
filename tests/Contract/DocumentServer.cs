using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Contract;

/// <summary>A loopback server for one document that a test can change. The server supports conditional requests.</summary>
public sealed class DocumentServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly ConcurrentQueue<string?> _conditions = [];
    private int _requests;
    private int _notModified;

    public DocumentServer(string? document)
    {
        Document = document;
        int port;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }

        Uri = $"http://127.0.0.1:{port}/document/";
        _listener.Prefixes.Add(Uri);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The document. With <see langword="null"/>, the server answers 404.</summary>
    public string? Document { get; set; }

    /// <summary>The status of the answer with the document.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Whether answers have an entity tag.</summary>
    public bool Tagged { get; set; } = true;

    /// <summary>The entity tag of every document. With <see langword="null"/>, the server computes the tag from the document.</summary>
    public string? EntityTag { get; set; }

    /// <summary>Whether the server answers 304 to every conditional request, even if the document has changed.</summary>
    public bool Unchanging { get; set; }

    /// <summary>The conditions of the requests so far. A request without a condition is <see langword="null"/>.</summary>
    public IReadOnlyCollection<string?> Conditions => _conditions;

    /// <summary>The number of bytes by which the body is shorter than its announced length.</summary>
    public int Missing { get; set; }

    /// <summary>The number of requests.</summary>
    public int Requests => _requests;

    /// <summary>The number of requests that were answered with 304.</summary>
    public int NotModified => _notModified;

    public string Uri { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context = await _listener.GetContextAsync();
            _ = Interlocked.Increment(ref _requests);
            try
            {
                await AnswerAsync(context);
            }
            catch (Exception gone) when (gone is HttpListenerException or InvalidOperationException)
            {
                // The client closed the connection, or the server truncated the answer intentionally.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        if (Document is not { } document)
        {
            response.StatusCode = 404;
            return;
        }

        string? condition = context.Request.Headers["If-None-Match"];
        _conditions.Enqueue(condition);
        string tag = EntityTag ?? $"\"{document.GetHashCode(StringComparison.Ordinal):x}\"";
        if (Tagged)
        {
            response.Headers["ETag"] = tag;
            if (condition is not null && (Unchanging || condition == tag || condition == "*"))
            {
                response.StatusCode = 304;
                _ = Interlocked.Increment(ref _notModified);
                return;
            }
        }

        response.StatusCode = Status;
        byte[] body = Status == 304 ? [] : Encoding.UTF8.GetBytes(document);
        response.ContentLength64 = body.Length;
        await response.OutputStream.WriteAsync(body.AsMemory(0, body.Length - Missing));
        if (Missing > 0)
        {
            response.Abort();
        }
    }
}
