using System.Net;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Options;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Hosting;

/// <summary>In what the executables differ. The compiler leaves out of each what only another one's platform uses.</summary>
internal abstract class Platform
{
    /// <summary>Looks a variable of the environment up.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its value; <see langword="null"/> if it is not set, or not for this executable.</returns>
    public abstract string? Variable(string name);

    /// <summary>Starts the verifier that is not managed.</summary>
    /// <exception cref="ConfigurationException">This executable has none.</exception>
    public abstract Rs256 StartPlatformVerifier();

    /// <summary>Makes what documents are fetched over.</summary>
    /// <param name="settings">What is configured.</param>
    public abstract Transport CreateTransport(Settings settings);

    /// <summary>Gives the addresses of the Runtime API if its host is a name. On Lambda it is an address.</summary>
    /// <param name="host">The name.</param>
    public abstract IPAddress[] Resolve(string host);
}
