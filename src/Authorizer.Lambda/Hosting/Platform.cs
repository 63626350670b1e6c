using System.Net;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Options;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Hosting;

/// <summary>The differences between the executables. The compiler omits code from an executable if only another platform uses it.</summary>
internal abstract class Platform
{
    /// <summary>Reads an environment variable.</summary>
    /// <returns>The variable's value, or <see langword="null"/> if it is not set or does not apply to this executable.</returns>
    public abstract string? Variable(string name);

    /// <summary>Starts the verifier <c>platform</c> of <c>AUTHORIZER_SIGNATURE_VERIFIER</c>.</summary>
    /// <exception cref="ConfigurationException">This executable does not contain the verifier.</exception>
    public abstract Rs256 StartPlatformVerifier();

    /// <summary>Creates the transport for fetching documents.</summary>
    public abstract Transport CreateTransport(Settings settings);

    /// <summary>Resolves the host name of the Runtime API. Not called on Lambda, where the host is an IP address.</summary>
    public abstract IPAddress[] Resolve(string host);
}
