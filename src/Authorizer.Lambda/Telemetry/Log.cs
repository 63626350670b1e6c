using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO;
using System.Text;
using System.Threading;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Structured log lines: one JSON object a line, one write a line, with the members Lambda's level filter looks for (AWS
/// documentation: "Configuring JSON and plain text log formats"). Text from outside is bounded and escaped, so it can neither
/// forge nor break a line. A line that cannot be written at once is dropped, and the next one says how many were: no call waits
/// for its log. Thread-safe: fetches log too.
/// </summary>
/// <param name="output">Where lines go. A line is dropped while it <see cref="Stream.CanWrite">cannot be written</see>.</param>
/// <param name="level">The least severe level written.</param>
internal sealed class Log(Stream output, LogLevel level, string functionName = "authorizer")
{
    /// <summary>
    /// The longest text in one member, in bytes as they are written. A path may have 1,600 and is worth reading whole; two such
    /// members, or one and everything a decision's line has besides, make no line longer than <see cref="StandardOutput.MaxLineBytes"/>.
    /// </summary>
    public const int MaxTextBytes = 1600;

    private const int MaxTimestampBytes = 33;

    // A byte that has to be escaped, or is part of a character that may have to be, takes at most six: \u001B.
    private const int MaxEscapedBytes = 6;

    private readonly ArrayBufferWriter<byte> _line = new(StandardOutput.MaxLineBytes);
    private readonly Lock _lock = new();
    private readonly byte[] _functionName = Encoding.UTF8.GetBytes(functionName);
    private long _dropped;

    /// <summary>Fills a line's own members.</summary>
    /// <typeparam name="T">What they are made of.</typeparam>
    internal delegate void MemberWriter<T>(ref JsonWriter writer, scoped in T state)
        where T : allows ref struct;

    /// <summary>The function's name, for metrics.</summary>
    public ReadOnlySpan<byte> FunctionName => _functionName;

    /// <summary>Records what is logged in the traces of sampled calls, too; by default nothing.</summary>
    public Tracer? Tracer { get; init; }

    /// <summary>Whether lines of a level are written at all.</summary>
    /// <returns>Whether they are.</returns>
    public bool Writes(LogLevel lineLevel) => lineLevel >= level;

    /// <summary>Writes a line with one or two members.</summary>
    /// <param name="members">More about it; no token, signature, cookie or query value is ever among them.</param>
    public void Write(LogLevel lineLevel, string message, params ReadOnlySpan<(string Name, string Value)> members) =>
        Write(lineLevel, Encoding.UTF8.GetBytes(message), members, static (ref writer, scoped in members) =>
        {
            foreach ((string name, string value) in members)
            {
                Text(ref writer, name, value);
            }
        });

    /// <summary>Writes a line.</summary>
    /// <typeparam name="T">What its own members are made of.</typeparam>
    public void Write<T>(LogLevel lineLevel, ReadOnlySpan<byte> message, scoped in T state, MemberWriter<T> members)
        where T : allows ref struct
    {
        if (!Writes(lineLevel))
        {
            return;
        }

        // RFC 3339 is what the round-trip format of a UTC time comes to.
        Span<byte> timestamp = stackalloc byte[MaxTimestampBytes];
        _ = Utf8Formatter.TryFormat(DateTime.UtcNow, timestamp, out int length, new StandardFormat('O'));
        lock (_lock)
        {
            if (!output.CanWrite)
            {
                _dropped++;
                return;
            }

            _line.ResetWrittenCount();
            var writer = new JsonWriter(_line);
            writer.StartObject();
            writer.Member("timestamp"u8, timestamp[..length]);
            writer.Member("level"u8, Name(lineLevel));
            writer.Member("message"u8, message);
            members(ref writer, state);
            if (_dropped > 0)
            {
                writer.Name("droppedLines"u8);
                writer.Number(_dropped);
            }

            writer.EndObject();
            _line.Write("\n"u8);
            try
            {
                output.Write(_line.WrittenSpan);
                _dropped = 0;
            }
            catch (IOException)
            {
                // A log nobody reads must not turn a decision into an error.
                _dropped++;
            }
        }
    }

    /// <summary>Writes a member with text that may have come from outside, cut to a length; none for no text.</summary>
    /// <param name="text">The text, valid UTF-8 or not.</param>
    /// <param name="maxBytes">The longest it may be, in bytes as they are written.</param>
    public static void Text(ref JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, int maxBytes = MaxTextBytes)
    {
        if (!text.IsEmpty)
        {
            writer.Member(name, text[..FittingLength(text, maxBytes)]);
        }
    }

    /// <summary>Writes a member with text, cut at <see cref="MaxTextBytes"/>; none for no text.</summary>
    public static void Text(ref JsonWriter writer, string name, string? text) =>
        Text(ref writer, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(text ?? string.Empty));

    // How much of a text is certain to fit, counted as if everything but plain ASCII had to be escaped.
    private static int FittingLength(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length * MaxEscapedBytes <= maxBytes)
        {
            return text.Length;
        }

        int written = 0;
        for (int i = 0; i < text.Length; i++)
        {
            written += text[i] switch
            {
                (byte)'"' or (byte)'\\' => 2,
                >= 0x20 and < 0x7F => 1,
                _ => MaxEscapedBytes,
            };
            if (written > maxBytes)
            {
                return i;
            }
        }

        return text.Length;
    }

    private static ReadOnlySpan<byte> Name(LogLevel lineLevel) => lineLevel switch
    {
        LogLevel.Trace => "TRACE"u8,
        LogLevel.Debug => "DEBUG"u8,
        LogLevel.Info => "INFO"u8,
        LogLevel.Warn => "WARN"u8,
        LogLevel.Error => "ERROR"u8,
        _ => "FATAL"u8,
    };
}
