using System;
using System.IO;
using System.Net.Sockets;

namespace RuntimeApiEmulator;

/// <summary>
/// One connection of a runtime to its <see cref="RuntimeApiServer"/>, served in blocking steps by the thread that calls them.
/// Nothing is allocated between sending a response and receiving the next request: no garbage collection falls between the two timestamps.
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

    /// <summary>When the last request was here whole, as a Stopwatch timestamp.</summary>
    public long ReceivedAt => _requests.ReceivedAt;

    /// <summary>The moment just before the last response was sent, as a Stopwatch timestamp.</summary>
    public long SentAt => _responses.SentAt;

    /// <summary>Waits for a request. One that is malformed is refused, and ends the connection.</summary>
    /// <returns>The request, or <see langword="null"/> at the end of the connection.</returns>
    /// <exception cref="SocketException">The connection was lost, or the time was over.</exception>
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

    /// <summary>Answers a request; a poll waits until there is an invocation.</summary>
    /// <returns>Whether the connection lives on.</returns>
    /// <exception cref="SocketException">The connection was lost.</exception>
    public bool Answer(HttpRequest request) => _server.Answer(request, _responses);

    /// <summary>Ends the connection from another thread: the one that waits for a request sees its end.</summary>
    internal void End()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The runtime has ended it already.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
