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
/// Writes structured log lines. Each line is one JSON object and one write. It has the members that Lambda's level filter reads (AWS
/// documentation: "Configuring JSON and plain text log formats"). External text is limited and escaped, so it can neither forge nor break a
/// line. A call never waits for the log: if a line cannot be written at once, it is dropped, and the next line contains the number of
/// dropped lines. Thread-safe, because fetches log too.
/// </summary>
/// <param name="output">While its <see cref="Stream.CanWrite"/> is false, lines are dropped.</param>
/// <param name="level">The least severe level that is written.</param>
internal sealed class Log(Stream output, LogLevel level, string functionName = "authorizer")
{
    /// <summary>
    /// The limit of a member's text, in bytes after escaping. A complete path fits into it. A line with two such members, or the line of a
    /// decision with one such member, is not longer than <see cref="StandardOutput.MaxLineBytes"/>.
    /// </summary>
    public const int MaxTextBytes = 1600;

    private const int MaxTimestampBytes = 33;

    // An escaped byte needs at most six bytes, for example \u001B.
    private const int MaxEscapedBytes = 6;

    private readonly ArrayBufferWriter<byte> _line = new(StandardOutput.MaxLineBytes);
    private readonly Lock _lock = new();
    private readonly byte[] _functionName = Encoding.UTF8.GetBytes(functionName);
    private long _dropped;

    /// <summary>Writes the specific members of a line.</summary>
    /// <typeparam name="T">The data for these members.</typeparam>
    internal delegate void MemberWriter<T>(ref JsonWriter writer, scoped in T state)
        where T : allows ref struct;

    /// <summary>The function's name, for metrics.</summary>
    public ReadOnlySpan<byte> FunctionName => _functionName;

    /// <summary>Records key fetches in the traces of sampled calls. <see langword="null"/> if nothing is traced.</summary>
    public Tracer? Tracer { get; init; }

    /// <summary>Whether lines of a level are written.</summary>
    public bool Writes(LogLevel lineLevel) => lineLevel >= level;

    /// <summary>Writes a line with text members.</summary>
    /// <param name="members">Names and values. A value must not contain a token, a signature, a cookie or a query value.</param>
    public void Write(LogLevel lineLevel, string message, params ReadOnlySpan<(string Name, string Value)> members) =>
        Write(lineLevel, Encoding.UTF8.GetBytes(message), members, static (ref writer, scoped in members) =>
        {
            foreach ((string name, string value) in members)
            {
                Text(ref writer, name, value);
            }
        });

    /// <summary>Writes a line.</summary>
    /// <typeparam name="T">The data for the members.</typeparam>
    public void Write<T>(LogLevel lineLevel, ReadOnlySpan<byte> message, scoped in T state, MemberWriter<T> members)
        where T : allows ref struct
    {
        if (!Writes(lineLevel))
        {
            return;
        }

        // The round-trip format of a UTC time conforms to RFC 3339.
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
                // A failed write to the log must not turn a decision into an error.
                _dropped++;
            }
        }
    }

    /// <summary>
    /// Writes a member with external text. Text that is too long is truncated. If the text is empty, the member is omitted.
    /// </summary>
    /// <param name="text">UTF-8, which can be invalid.</param>
    /// <param name="maxBytes">The limit of the text, in bytes after escaping.</param>
    public static void Text(ref JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, int maxBytes = MaxTextBytes)
    {
        if (!text.IsEmpty)
        {
            writer.Member(name, text[..FittingLength(text, maxBytes)]);
        }
    }

    /// <summary>Writes a member with text, truncated at <see cref="MaxTextBytes"/>. If the text is empty, the member is omitted.</summary>
    public static void Text(ref JsonWriter writer, string name, string? text) =>
        Text(ref writer, Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(text ?? string.Empty));

    /// <summary>
    /// The length of the longest prefix that certainly fits and that ends before any token. Every byte that is not printable ASCII counts
    /// as six bytes.
    /// </summary>
    /// <param name="maxBytes">The limit of the text, in bytes after escaping.</param>
    public static int FittingLength(ReadOnlySpan<byte> text, int maxBytes)
    {
        text = Redaction.BeforeToken(text);
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
