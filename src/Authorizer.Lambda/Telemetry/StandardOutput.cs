using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Standard output that is never waited for. A line goes to the kernel whole or not at all: it is asked first whether there is
/// room, and a pipe that has room takes up to <see cref="MaxLineBytes"/> in one piece (POSIX: "write", PIPE_BUF; Linux: pipe(7)).
/// Nothing is kept in the process, so nothing is lost when the process ends.
/// </summary>
internal sealed unsafe partial class StandardOutput : Stream
{
    /// <summary>The longest line that is certain to be written in one piece, in bytes: PIPE_BUF on Linux.</summary>
    public const int MaxLineBytes = 4096;

    private const int Descriptor = 1;

    // <poll.h> of Linux, the same on x86_64 and arm64.
    private const short PollOut = 0x004;
    private const short PollInvalid = 0x020;

    // Where there is no standard output, the descriptor will sooner or later be that of a socket: never write there.
    private readonly bool _exists = (Poll() & PollInvalid) == 0;
    private bool _midLine;

    /// <summary>Whether a line can be written now, without waiting; not while nobody reads, nor when nobody will any more.</summary>
    public override bool CanWrite => _exists && Poll() == PollOut;

    /// <inheritdoc/>
    public override bool CanRead => false;

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

    /// <summary>
    /// Writes a line. Ask <see cref="CanWrite"/> first. A longer line than <see cref="MaxLineBytes"/>, which there is at the level DEBUG
    /// alone, goes in pieces; if there is no room for one of them, the rest of the line is lost.
    /// </summary>
    /// <param name="buffer">The line, its line feed included.</param>
    /// <exception cref="IOException">The line could not be written whole.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // What takes a part of a line is no pipe: a full disk, perhaps. The next line must not go on where this one broke off.
        if (_midLine && WriteOnce("\n"u8) == 1)
        {
            _midLine = false;
        }

        for (bool isFirst = true; !buffer.IsEmpty; isFirst = false)
        {
            ReadOnlySpan<byte> piece = buffer[..Math.Min(buffer.Length, MaxLineBytes)];
            nint written = isFirst || CanWrite ? WriteOnce(piece) : 0;
            if (written != piece.Length)
            {
                _midLine |= !isFirst || written > 0;
                throw new IOException("Standard output did not take the line.");
            }

            buffer = buffer[piece.Length..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    // The state of the descriptor; no event at all when it would have to be waited for.
    private static short Poll()
    {
        var state = new PollState { Descriptor = Descriptor, Events = PollOut };
        return poll(&state, 1, timeoutMilliseconds: 0) < 0 ? (short)0 : state.Returned;
    }

    private static nint WriteOnce(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return write(Descriptor, start, (nuint)bytes.Length);
        }
    }

#pragma warning disable IDE1006, CS1591 // The names are the C library's.
    [LibraryImport("libc")]
    private static partial int poll(PollState* states, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, byte* bytes, nuint count);
#pragma warning restore IDE1006, CS1591

    // struct pollfd
    private struct PollState
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
