namespace LambdaRuntime;

/// <summary>The result of reading one HTTP response. Use the body only if the result is <see cref="Complete"/>.</summary>
public enum HttpReadResult
{
    /// <summary>The bytes are not an HTTP/1.1 response, or its framing is ambiguous (RFC 9112, section 6.3).</summary>
    Malformed,

    /// <summary>The peer closed the connection before the first byte of a response.</summary>
    Closed,

    /// <summary>The peer closed the connection in the middle of a response.</summary>
    Truncated,

    /// <summary>The head, or a line between chunks, is larger than the reader's limit.</summary>
    TooLarge,

    /// <summary>The body is larger than the reader's limit. Status and headers can be used, and the body can be discarded.</summary>
    BodyTooLarge,

    /// <summary>The whole response was read.</summary>
    Complete,
}
