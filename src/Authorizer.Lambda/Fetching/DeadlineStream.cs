using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// A TCP connection with one deadline over everything: a peer that sends a byte a second gains nothing by it.
/// </summary>
/// <remarks>
/// The socket does not block, and waiting is a call of its own: a blocking .NET socket with a time limit would start the
/// platform's event loop and its threads.
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

    /// <summary>Connects to the first of a host's addresses that answers. Each has its share of the time that is left.</summary>
    /// <param name="deadline">The end of the whole life of the connection.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="IOException">The host has no address.</exception>
    /// <exception cref="SocketException">None of its addresses answers.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static DeadlineStream Connect(string host, int port, Deadline deadline)
    {
        IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : Resolve(host, deadline);
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
                // A machine without IPv6 says so here already.
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

    // The system's resolver knows no deadline: it may wait for a name server much longer than a fetch may take. A thread that
    // is given up ends when the resolver does.
    private static IPAddress[] Resolve(string host, Deadline deadline)
    {
        IPAddress[] addresses = [];
        Exception? failure = null;
        var resolver = new Thread(() =>
        {
            try
            {
                addresses = Dns.GetHostAddresses(host);
            }
            catch (Exception unknown) when (unknown is SocketException or ArgumentException)
            {
                failure = unknown;
            }
        })
        {
            IsBackground = true,
            Name = "resolver",
        };
        resolver.Start();
        if (!resolver.Join(deadline.MillisecondsLeft))
        {
            throw new TimeoutException("The name was not resolved in time.");
        }

        return failure is null ? addresses : throw new IOException("The name is not known: " + failure.Message, failure);
    }

    private void WaitAfter(SocketError error, SelectMode mode)
    {
        if (error != SocketError.WouldBlock)
        {
            throw new SocketException((int)error);
        }

        // Whether the time is over is asked again before the next wait.
        _ = _socket.Poll(_deadline.MillisecondsLeft * 1000, mode);
    }
}
