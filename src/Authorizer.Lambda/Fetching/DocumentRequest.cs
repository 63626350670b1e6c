using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>A document to fetch.</summary>
/// <param name="Uri">
/// An <c>https</c> URL, or an <c>http</c> URL of a loopback host or of a host in <c>AUTHORIZER_INSECURE_HTTP_HOSTS</c>.
/// </param>
/// <param name="TimeoutMilliseconds">The time limit of name resolution, connection, TLS and response together.</param>
/// <param name="MaxBodyBytes">The limit of the response's body, in bytes.</param>
internal sealed record DocumentRequest(Uri Uri, int TimeoutMilliseconds, int MaxBodyBytes)
{
    /// <summary>
    /// The entity tag of the known version. If this version is current, the server answers 304 (RFC 9110, section 13.1.2).
    /// </summary>
    public string? KnownEntityTag { get; init; }
}
