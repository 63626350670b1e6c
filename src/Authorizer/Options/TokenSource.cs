
namespace Authorizer.Options;

/// <summary>The part of a request that can contain the token.</summary>
internal enum TokenLocation : byte
{
    /// <summary>A header field.</summary>
    Header,

    /// <summary>A cookie.</summary>
    Cookie,

    /// <summary>A query parameter.</summary>
    Query,

    /// <summary>
    /// The entry after a label in <c>Sec-WebSocket-Protocol</c>. This is the only header that JavaScript in a browser can set for a
    /// WebSocket.
    /// </summary>
    Subprotocol,
}

/// <summary>One place in a request that can contain the token.</summary>
/// <param name="Location">The part of the request.</param>
/// <param name="Name">The field's name as UTF-8, in lower case for a header. For a subprotocol, the label before the token.</param>
/// <param name="BearerRequired">Whether the scheme <c>Bearer</c> must precede the token (RFC 6750, section 2.1).</param>
internal sealed record TokenSource(TokenLocation Location, byte[] Name, bool BearerRequired);
