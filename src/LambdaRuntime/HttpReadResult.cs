namespace LambdaRuntime;

/// <summary>How reading one HTTP response ended. Only <see cref="Complete"/> lets status, headers and body be used.</summary>
public enum HttpReadResult
{
    /// <summary>The bytes are not an HTTP/1.1 response, or its framing is ambiguous (RFC 9112, section 6.3).</summary>
    Malformed,

    /// <summary>The peer closed the connection before the first byte of a response.</summary>
    Closed,

    /// <summary>The peer closed the connection in the middle of a response.</summary>
    Truncated,

    /// <summary>Head or body is larger than the limit the reader was given.</summary>
    TooLarge,

    /// <summary>The whole response was read.</summary>
    Complete,
}
