using System;
using System.Net;
using System.Net.Sockets;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// A TCP connection with one deadline for all its operations. A peer that sends one byte per second therefore cannot prolong a fetch.
/// </summary>
/// <remarks>
/// The socket is non-blocking, and <c>Poll</c> waits for data. A blocking .NET socket with a time limit would start .NET's event loop and
/// its threads.
/// </remarks>
internal sealed class DeadlineStream : BlockingStream
{
    private readonly Socket _socket;
    private readonly Deadline _deadline;

    private DeadlineStream(Socket socket, Deadline deadline)
    {
        _socket = socket;
        _deadline = deadline;
    }

    /// <summary>Connects to the first of a host's addresses that answers. Each address gets an equal share of the remaining time.</summary>
    /// <param name="deadline">The deadline of connecting and of all later reads and writes.</param>
    /// <exception cref="SocketException">No address answered.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public static DeadlineStream Connect(IPAddress[] addresses, int port, Deadline deadline)
    {
        SocketError error = SocketError.HostNotFound;
        for (int i = 0; i < addresses.Length; i++)
        {
            Socket? socket = null;
            int milliseconds = deadline.MillisecondsLeft / (addresses.Length - i);
            try
            {
                socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, Blocking = false };
                error = Connect(socket, new IPEndPoint(addresses[i], port), milliseconds);
                if (error == SocketError.Success)
                {
                    var stream = new DeadlineStream(socket, deadline);
                    socket = null;
                    return stream;
                }
            }
            catch (SocketException failed)
            {
                // On a machine without IPv6, creating an IPv6 socket fails.
                error = failed.SocketErrorCode;
            }
            finally
            {
                socket?.Dispose();
            }
        }

        throw new SocketException((int)error);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            int count = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                return count;
            }

            WaitAfter(error, SelectMode.SelectRead);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = _socket.Send(buffer, SocketFlags.None, out SocketError error);
            if (error == SocketError.Success)
            {
                buffer = buffer[count..];
            }
            else
            {
                WaitAfter(error, SelectMode.SelectWrite);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _socket.Dispose();
        base.Dispose(disposing);
    }

    private static SocketError Connect(Socket socket, IPEndPoint endPoint, int milliseconds)
    {
        try
        {
            socket.Connect(endPoint);
            return SocketError.Success;
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            return socket.Poll(milliseconds * 1000, SelectMode.SelectWrite)
                ? (SocketError)(int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!
                : SocketError.TimedOut;
        }
    }

    private void WaitAfter(SocketError error, SelectMode mode)
    {
        if (error != SocketError.WouldBlock)
        {
            throw new SocketException((int)error);
        }

        // The result is ignored. The caller tries again, and MillisecondsLeft throws after the deadline.
        _ = _socket.Poll(_deadline.MillisecondsLeft * 1000, mode);
    }
}
