using System;
using System.Collections.Generic;

namespace RuntimeApiEmulator;

/// <summary>One HTTP request, read whole.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, without host and query.</param>
/// <param name="Version"><c>HTTP/1.1</c> or <c>HTTP/1.0</c>.</param>
/// <param name="Headers">The first value of each field.</param>
/// <param name="Body">The body.</param>
internal sealed record HttpRequest(
    string Method, string Path, string Version, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>Whether the client is HTTP/1.0, which knows no chunks and closes unless it says otherwise.</summary>
    public bool IsHttp10 => Version == "HTTP/1.0";

    /// <summary>Whether the client lets the connection live on (RFC 9112, section 9.3).</summary>
    public bool KeepsAlive => IsHttp10 ? HasConnectionOption("keep-alive") : !HasConnectionOption("close");

    private bool HasConnectionOption(string option) =>
        Headers.TryGetValue("Connection", out string? options)
        && Array.Exists(options.Split(',', StringSplitOptions.TrimEntries), named => named.Equals(option, StringComparison.OrdinalIgnoreCase));
}
