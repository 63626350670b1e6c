using System;
using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text.Unicode;
using System.Threading;
using Authorizer.Decisions;
using Authorizer.Json;
using Authorizer.Refusals;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Sends subsegments of sampled calls to the X-Ray daemon (AWS X-Ray developer guide: "Sending trace data to AWS X-Ray", "AWS X-Ray segment
/// documents"). Each subsegment is one datagram. Sending never waits, so datagrams are lost if the buffer is full or no daemon runs. The
/// first sampled call opens the socket. Thread-safe, because fetches are traced too.
/// </summary>
/// <param name="daemonAddress">The daemon's IP address and port. If it is <see langword="null"/> or invalid, nothing is traced.</param>
internal sealed class Tracer(string? daemonAddress) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _datagram = new(1024);
    private volatile TraceContext? _current;
    private Socket? _socket;
    private bool _isOff;
    private ulong _subsegments;

    /// <summary>The trace of the current call. <see langword="null"/> if the call is not sampled, or between calls.</summary>
    public TraceContext? Current => _current;

    /// <summary>Begins a call.</summary>
    public void Begin(in TraceHeader header) => _current =
        daemonAddress is not null && !_isOff && header.IsSampled && !header.ParentId.IsEmpty ? new TraceContext(header.TraceId, header.ParentId) : null;

    /// <summary>Ends the call.</summary>
    public void End() => _current = null;

    /// <summary>Sends the subsegment of a decision, if its call is sampled.</summary>
    /// <param name="durationMicroseconds">The duration of the decision, which has just ended.</param>
    public void SendDecision(Outcome outcome, long durationMicroseconds)
    {
        if (_current is { } context)
        {
            Send(context, "decide"u8, outcome, durationMicroseconds, static (ref writer, outcome) =>
            {
                Verdict verdict = outcome.Verdict;
                writer.Name(verdict == Verdict.Error ? "fault"u8 : "error"u8);
                writer.Boolean(verdict != Verdict.Allow);
                writer.Name("annotations"u8);
                writer.StartObject();
                writer.Member("decision"u8, verdict.Name());
                if (outcome.Refusal is { } refusal)
                {
                    writer.Member("reason"u8, refusal.Code());
                }

                writer.EndObject();
            });
        }
    }

    /// <summary>Sends the subsegment of a fetch of keys.</summary>
    /// <param name="context">The trace of the call that started the fetch, or <see langword="null"/> if that call is not sampled.</param>
    /// <param name="durationMicroseconds">The duration of the fetch, which has just ended.</param>
    public void SendKeyFetch(TraceContext? context, bool failed, long durationMicroseconds)
    {
        if (context is not null)
        {
            Send(context, "fetch keys"u8, failed, durationMicroseconds, static (ref writer, failed) =>
            {
                writer.Member("namespace"u8, "remote"u8);
                writer.Name("fault"u8);
                writer.Boolean(failed);
            });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();

    private delegate void MemberWriter<in T>(ref JsonWriter writer, T state);

    private void Send<T>(TraceContext context, ReadOnlySpan<byte> name, T state, long durationMicroseconds, MemberWriter<T> members)
    {
        long end = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        lock (_lock)
        {
            if (!TryOpen())
            {
                return;
            }

            _datagram.ResetWrittenCount();
            _datagram.Write("{\"format\":\"json\",\"version\":1}\n"u8);
            var writer = new JsonWriter(_datagram);
            writer.StartObject();
            writer.Member("type"u8, "subsegment"u8);
            writer.Member("name"u8, name);
            Span<byte> id = stackalloc byte[TraceContext.SegmentIdLength];
            context.MakeSegmentId(++_subsegments, id);
            writer.Member("id"u8, id);
            writer.Member("trace_id"u8, context.TraceId);
            writer.Member("parent_id"u8, context.ParentId);
            Time(ref writer, "start_time"u8, end - durationMicroseconds);
            Time(ref writer, "end_time"u8, end);
            members(ref writer, state);
            writer.EndObject();

            // If the buffer is full or no daemon listens, the subsegment is lost.
            _ = _socket!.Send(_datagram.WrittenSpan, SocketFlags.None, out _);
        }
    }

    // X-Ray expects times in seconds since 1970.
    private static void Time(ref JsonWriter writer, ReadOnlySpan<byte> name, long microseconds)
    {
        const long MicrosecondsPerSecond = 1_000_000;
        Span<byte> text = stackalloc byte[32];
        bool written = Utf8.TryWrite(
            text, $"{microseconds / MicrosecondsPerSecond}.{microseconds % MicrosecondsPerSecond:D6}", out int length);
        writer.Name(name);
        writer.Raw(written ? text[..length] : "0"u8);
    }

    private bool TryOpen()
    {
        if (_socket is not null || _isOff)
        {
            return !_isOff;
        }

        try
        {
            if (IPEndPoint.TryParse(daemonAddress!, out IPEndPoint? daemon) && daemon.Port != 0)
            {
                _socket = new Socket(daemon.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
                _socket.Connect(daemon);
                return true;
            }
        }
        catch (SocketException)
        {
            // The daemon's network is unreachable.
        }

        _isOff = true;
        return false;
    }
}
