using System;
using System.Text;

namespace RuntimeApiEmulator;

/// <summary>One complete HTTP request. Its bytes are valid until the next request of the connection is read.</summary>
/// <param name="Path">The path, without host and query.</param>
/// <param name="Version"><c>HTTP/1.1</c> or <c>HTTP/1.0</c>.</param>
/// <param name="Fields">The header lines, including their line ends.</param>
public sealed record HttpRequest(
    string Method, string Path, string Version, ReadOnlyMemory<byte> Fields, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether the client uses HTTP/1.0, which has no chunks and closes the connection by default.</summary>
    internal bool IsHttp10 => Version == "HTTP/1.0";

    /// <summary>Whether the client wants to keep the connection open (RFC 9112, section 9.3).</summary>
    internal bool KeepsAlive => IsHttp10 ? HasConnectionOption("keep-alive") : !HasConnectionOption("close");

    /// <summary>Finds a header field by a linear search. A dictionary would allocate memory, which the load test must avoid.</summary>
    /// <returns>The field's first value, or <see langword="null"/> if the request has no such field.</returns>
    internal string? Field(string name)
    {
        ReadOnlySpan<byte> rest = Fields.Span;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = rest[..rest.IndexOf("\r\n"u8)];
            if (IsField(line, name))
            {
                return Encoding.Latin1.GetString(line[(name.Length + 1)..].Trim(" \t"u8));
            }

            rest = rest[(line.Length + 2)..];
        }

        return null;
    }

    /// <summary>Whether a header line contains the field with this name.</summary>
    internal static bool IsField(ReadOnlySpan<byte> line, string name) =>
        line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name);

    private bool HasConnectionOption(string option) => Field("Connection") is { } options
        && Array.Exists(options.Split(',', StringSplitOptions.TrimEntries), named => named.Equals(option, StringComparison.OrdinalIgnoreCase));
}
