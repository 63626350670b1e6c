using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>A document to fetch.</summary>
/// <param name="Uri">Where it is: <c>https</c>, or <c>http</c> to a loopback host.</param>
/// <param name="TimeoutMilliseconds">The time for all of it: name, connection, TLS and answer together.</param>
/// <param name="MaxBodyBytes">The largest document accepted.</param>
internal sealed record DocumentRequest(Uri Uri, int TimeoutMilliseconds, int MaxBodyBytes)
{
    /// <summary>The entity tag of the version already there: the server may then answer 304 (RFC 9110, section 13.1.2).</summary>
    public string? KnownEntityTag { get; init; }
}
