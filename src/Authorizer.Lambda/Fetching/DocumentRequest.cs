using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>A document to fetch.</summary>
/// <param name="Uri"><c>https</c>, or <c>http</c> to a loopback host or one of <c>AUTHORIZER_INSECURE_HTTP_HOSTS</c>.</param>
/// <param name="TimeoutMilliseconds">The time limit for name resolution, connection, TLS and response together.</param>
/// <param name="MaxBodyBytes">The largest body accepted.</param>
internal sealed record DocumentRequest(Uri Uri, int TimeoutMilliseconds, int MaxBodyBytes)
{
    /// <summary>The entity tag of the version we have: the server answers 304 if it is current (RFC 9110, section 13.1.2).</summary>
    public string? KnownEntityTag { get; init; }
}
