using System;
using System.Net;
using System.Net.Sockets;

namespace Authorizer.Keys.Fetching;

/// <summary>
/// A TCP connection with one deadline over everything: a peer that sends a byte a second gains nothing by it.
/// </summary>
internal sealed class DeadlineStream : BlockingStream
{
    private readonly Socket _socket;
    private readonly long _deadline;

    private DeadlineStream(Socket socket, long deadline)
    {
        _socket = socket;
        _deadline = deadline;
    }

    /// <summary>Connects to the first of a host's addresses that answers.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port.</param>
    /// <param name="timeoutMilliseconds">Time for the whole life of the connection.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="SocketException">No address answers.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static DeadlineStream Connect(string host, int port, int timeoutMilliseconds)
    {
        long deadline = Environment.TickCount64 + timeoutMilliseconds;
        SocketException? last = null;
        foreach (IPAddress address in IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : Dns.GetHostAddresses(host))
        {
            Socket? socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
            try
            {
                SocketError error = Connect(socket, new IPEndPoint(address, port), deadline);
                if (error == SocketError.Success)
                {
                    socket.Blocking = true;
                    var stream = new DeadlineStream(socket, deadline);
                    socket = null;
                    return stream;
                }

                last = new SocketException((int)error);
            }
            finally
            {
                socket?.Dispose();
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        _socket.ReceiveTimeout = TimeLeft(_deadline);
        return _socket.Receive(buffer);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            _socket.SendTimeout = TimeLeft(_deadline);
            buffer = buffer[_socket.Send(buffer)..];
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        base.Dispose(disposing);
    }

    private static SocketError Connect(Socket socket, IPEndPoint endPoint, long deadline)
    {
        try
        {
            socket.Connect(endPoint);
            return SocketError.Success;
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return socket.Poll(TimeLeft(deadline) * 1000, SelectMode.SelectWrite)
                ? (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!
                : throw new TimeoutException("The connection took too long.");
        }
        catch (SocketException failed)
        {
            return failed.SocketErrorCode;
        }
    }

    // Milliseconds, at least one: zero would mean for ever to a socket.
    private static int TimeLeft(long deadline)
    {
        long left = deadline - Environment.TickCount64;
        return left > 0 ? (int)left : throw new TimeoutException("The time for fetching is over.");
    }
}
