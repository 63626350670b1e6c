using System;
using System.IO;

namespace Authorizer.Lambda.Fetching;

/// <summary>How far an executable reaches, and how it connects. Thread-safe.</summary>
internal abstract class Transport
{
    /// <summary>Whether this executable can fetch from a server at all.</summary>
    /// <param name="uri">A document on the server.</param>
    public abstract bool Reaches(Uri uri);

    /// <summary>Connects to a server that <see cref="Reaches"/> accepts.</summary>
    /// <param name="uri">A document on the server.</param>
    /// <param name="rootsFile">A PEM file of trust anchors, or <see langword="null"/> for the system's.</param>
    /// <param name="deadline">The end of the whole life of the connection.</param>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The server does not answer.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public abstract Stream Open(Uri uri, string? rootsFile, Deadline deadline);
}
