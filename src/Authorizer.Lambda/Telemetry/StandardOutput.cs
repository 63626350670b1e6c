using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Writes to standard output without waiting. The kernel takes a line completely or not at all. First, <c>poll</c> returns whether there is
/// room. A pipe with room then takes up to <see cref="MaxLineBytes"/> in one write (POSIX: "write", PIPE_BUF; Linux: pipe(7)). The process
/// buffers nothing, so nothing is lost when it ends.
/// </summary>
internal sealed unsafe partial class StandardOutput : Stream
{
    /// <summary>The longest line that is always written in one piece, in bytes. This is PIPE_BUF on Linux.</summary>
    public const int MaxLineBytes = 4096;

    private const int Descriptor = 1;

    // <poll.h> of Linux; the values are equal on x86_64 and arm64.
    private const short PollOut = 0x004;
    private const short PollInvalid = 0x020;

    // If the process starts without standard output, a later socket can get descriptor 1. In this case nothing is written.
    private readonly bool _exists = (Poll() & PollInvalid) == 0;
    private bool _midLine;

    /// <summary>
    /// Whether a line can be written now without waiting. False while the pipe is full, and after the pipe's reader has closed it.
    /// </summary>
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
    /// Writes a line. The caller must check <see cref="CanWrite"/> first. A line longer than <see cref="MaxLineBytes"/>, which occurs only
    /// at the level DEBUG, is written in pieces. If there is no room for a piece, the rest of the line is lost.
    /// </summary>
    /// <param name="buffer">The line, including its line feed.</param>
    /// <exception cref="IOException">The line was not written completely.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // If only a part of the last line was written, for example to a file on a full disk, this line must not continue it.
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
                throw new IOException("Standard output did not take the complete line.");
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

    // Returns the events of descriptor 1. There are none if a write would wait.
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

    // This is struct pollfd of <poll.h>.
    private struct PollState
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
