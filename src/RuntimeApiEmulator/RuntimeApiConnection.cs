using System;
using System.IO;
using System.Net.Sockets;

namespace RuntimeApiEmulator;

/// <summary>
/// One connection of a runtime to its <see cref="RuntimeApiServer"/>. Each method blocks the calling thread. Nothing is allocated between
/// sending a response and receiving the next request, so no garbage collection runs between the two timestamps.
/// </summary>
public sealed class RuntimeApiConnection : IDisposable
{
    private readonly RuntimeApiServer _server;
    private readonly Socket _socket;
    private readonly HttpRequestReader _requests;
    private readonly HttpResponseWriter _responses;

    internal RuntimeApiConnection(RuntimeApiServer server, Socket socket, TimeSpan timeout)
    {
        _server = server;
        _socket = socket;
        _socket.NoDelay = true;
        _socket.ReceiveTimeout = (int)timeout.TotalMilliseconds;
        _requests = new HttpRequestReader(socket);
        _responses = new HttpResponseWriter(socket, server.Faults);
    }

    /// <summary>When the latest request was received completely, as a Stopwatch timestamp.</summary>
    public long ReceivedAt => _requests.ReceivedAt;

    /// <summary>The moment just before the latest response was sent, as a Stopwatch timestamp.</summary>
    public long SentAt => _responses.SentAt;

    /// <summary>Waits for a request. If a request is malformed, the connection refuses it and ends.</summary>
    /// <returns>The request, or <see langword="null"/> at the end of the connection.</returns>
    /// <exception cref="SocketException">The connection was lost or timed out.</exception>
    public HttpRequest? Receive()
    {
        try
        {
            return _requests.Read();
        }
        catch (InvalidDataException malformed)
        {
            _responses.Refuse(malformed.Message);
            return null;
        }
    }

    /// <summary>Answers a request. If the runtime requests an event, waits until there is an invocation.</summary>
    /// <returns>Whether the connection stays open.</returns>
    /// <exception cref="SocketException">The connection was lost.</exception>
    public bool Answer(HttpRequest request) => _server.Answer(request, _responses);

    /// <summary>
    /// Closes the connection from another thread. A thread that waits in <see cref="Receive"/> then gets <see langword="null"/>.
    /// </summary>
    internal void End()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The runtime has already closed the connection.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
