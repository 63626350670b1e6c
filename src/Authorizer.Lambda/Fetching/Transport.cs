using System;
using System.IO;

namespace Authorizer.Lambda.Fetching;

/// <summary>Opens connections to the servers that the executable supports. Thread-safe.</summary>
internal abstract class Transport
{
    /// <summary>Whether this executable supports fetching from a URL.</summary>
    public abstract bool Reaches(Uri uri);

    /// <summary>Connects to the server of a URL that <see cref="Reaches"/> accepts.</summary>
    /// <param name="rootsFile">A PEM file of trust anchors, or <see langword="null"/> to use the system's trust anchors.</param>
    /// <param name="deadline">The deadline of connecting and of all later reads and writes.</param>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The server did not answer.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public abstract Stream Open(Uri uri, string? rootsFile, Deadline deadline);
}
