using System;
using System.Buffers;
using System.Buffers.Text;
using System.IO;
using System.Text;
using System.Threading;
using Authorizer.Configuration;
using Authorizer.Json;

namespace Authorizer.Telemetry;

/// <summary>
/// Structured log lines: one JSON object a line, one write a line, with the members Lambda's level filter looks for (AWS
/// documentation: "Configuring JSON and plain text log formats"). Text from outside is bounded and escaped, so it can neither
/// forge nor break a line. Thread-safe: fetches log too.
/// </summary>
/// <param name="output">Where lines go.</param>
/// <param name="level">The least severe level written.</param>
internal sealed class Log(Stream output, LogLevel level)
{
    /// <summary>The longest text from outside in one member, in bytes: a path may have 1,600 and is worth reading whole.</summary>
    public const int MaxTextBytes = 1600;

    private const int MaxTimestampBytes = 33;

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Lock _lock = new();

    /// <summary>Fills a line's own members.</summary>
    /// <typeparam name="T">What they are made of.</typeparam>
    /// <param name="writer">Writes them.</param>
    /// <param name="state">What they are made of.</param>
    internal delegate void MemberWriter<T>(ref JsonWriter writer, scoped in T state)
        where T : allows ref struct;

    /// <summary>Whether lines of a level are written at all.</summary>
    /// <param name="lineLevel">The level.</param>
    /// <returns>Whether they are.</returns>
    public bool Writes(LogLevel lineLevel) => lineLevel >= level;

    /// <summary>Writes a line with a few members.</summary>
    /// <param name="lineLevel">Its level.</param>
    /// <param name="message">What happened.</param>
    /// <param name="members">More about it; no token, signature, cookie or query value is ever among them.</param>
    public void Write(LogLevel lineLevel, string message, params ReadOnlySpan<(string Name, string Value)> members) =>
        Write(lineLevel, Encoding.UTF8.GetBytes(message), members, static (ref writer, scoped in members) =>
        {
            foreach ((string name, string value) in members)
            {
                Text(ref writer, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(value));
            }
        });

    /// <summary>Writes a line.</summary>
    /// <typeparam name="T">What its own members are made of.</typeparam>
    /// <param name="lineLevel">Its level.</param>
    /// <param name="message">What happened.</param>
    /// <param name="state">What its own members are made of.</param>
    /// <param name="members">Writes them.</param>
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
            _line.ResetWrittenCount();
            var writer = new JsonWriter(_line);
            writer.StartObject();
            writer.Member("timestamp"u8, timestamp[..length]);
            writer.Member("level"u8, Name(lineLevel));
            writer.Member("message"u8, message);
            members(ref writer, state);
            writer.EndObject();
            _line.Write("\n"u8);
            try
            {
                output.Write(_line.WrittenSpan);
            }
            catch (IOException)
            {
                // A log nobody reads must not turn a decision into an error.
            }
        }
    }

    /// <summary>Writes a member with text that came from outside, cut at <see cref="MaxTextBytes"/>; none for no text.</summary>
    /// <param name="writer">The line.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="text">The text, valid UTF-8 or not.</param>
    public static void Text(ref JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            writer.Member(name, text[..Math.Min(text.Length, MaxTextBytes)]);
        }
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
