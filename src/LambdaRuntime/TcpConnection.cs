using System;
using System.Buffers.Binary;
using System.IO;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
[assembly: DisableRuntimeMarshalling]

namespace LambdaRuntime;

/// <summary>
/// A blocking TCP connection that calls the C library directly. .NET's sockets start an event loop on a separate thread before the first
/// byte. A blocking connection does not need this event loop, which would lengthen every cold start.
/// </summary>
internal sealed partial class TcpConnection : Stream
{
    // Linux's numbers, the same on x86_64 and arm64 (bits/socket.h, netinet/tcp.h, errno-base.h).
    private const int InterNetwork = 2;
    private const int InterNetworkV6 = 10;
    private const int StreamType = 1;
    private const int CloseOnExec = 0x80000;
    private const int TcpProtocol = 6;
    private const int TcpNoDelay = 1;
    private const int NoSignal = 0x4000;
    private const int Interrupted = 4;

    private readonly int _descriptor;
    private bool _closed;

    private TcpConnection(int descriptor) => _descriptor = descriptor;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Connects.</summary>
    /// <param name="address">The address, IPv4 or IPv6.</param>
    /// <exception cref="IOException">The connection cannot be established.</exception>
    public static TcpConnection Connect(IPAddress address, int port)
    {
        // struct sockaddr_in consists of family, port and address. struct sockaddr_in6 has four bytes of flow label before the address.
        Span<byte> socketAddress = stackalloc byte[28];
        socketAddress.Clear();
        bool v4 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork;
        int family = v4 ? InterNetwork : InterNetworkV6;
        BitConverter.TryWriteBytes(socketAddress, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(socketAddress[2..], (ushort)port);
        _ = address.TryWriteBytes(socketAddress[(v4 ? 4 : 8)..], out _);

        int descriptor = socket(family, StreamType | CloseOnExec, TcpProtocol);
        if (descriptor < 0)
        {
            throw Failure("socket");
        }

        int yes = 1;
        _ = setsockopt(descriptor, TcpProtocol, TcpNoDelay, yes, sizeof(int));
        if (connect(descriptor, socketAddress, v4 ? 16 : 28) != 0)
        {
            IOException failure = Failure("connect");
            _ = close(descriptor);
            throw failure;
        }

        return new TcpConnection(descriptor);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            nint count = recv(_descriptor, buffer, buffer.Length, 0);
            if (count >= 0)
            {
                return (int)count;
            }

            if (Marshal.GetLastSystemError() != Interrupted)
            {
                throw Failure("recv");
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint count = send(_descriptor, buffer, buffer.Length, NoSignal);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
            }
            else if (Marshal.GetLastSystemError() != Interrupted)
            {
                throw Failure("send");
            }
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_closed)
        {
            _closed = true;
            _ = close(_descriptor);
        }

        base.Dispose(disposing);
    }

    private static IOException Failure(string call) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{call} failed: error {Marshal.GetLastSystemError()}."));

#pragma warning disable IDE1006 // The names are the C library's.
    [LibraryImport("libc")]
    private static partial int socket(int domain, int type, int protocol);

    [LibraryImport("libc")]
    private static partial int setsockopt(int descriptor, int level, int name, in int value, int length);

    [LibraryImport("libc")]
    private static partial int connect(int descriptor, ReadOnlySpan<byte> address, int length);

    [LibraryImport("libc")]
    private static partial nint recv(int descriptor, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc")]
    private static partial nint send(int descriptor, ReadOnlySpan<byte> buffer, nint length, int flags);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
#pragma warning restore IDE1006
}
