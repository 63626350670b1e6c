using System;
using System.Net;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Addresses that keys and documents may be fetched from.</summary>
/// <param name="insecureHosts">The hosts that may be reached without TLS, as <c>host:port</c>.</param>
internal sealed class WebAddresses(string[] insecureHosts)
{
    /// <summary>The variable that names <see cref="InsecureHosts"/>.</summary>
    private const string InsecureHostsVariable = "AUTHORIZER_INSECURE_HTTP_HOSTS";

    /// <summary>The hosts other than loopback that may be reached without TLS, as <c>host:port</c>.</summary>
    public string[] InsecureHosts { get; } = insecureHosts;

    /// <summary>Reads which hosts may be reached without TLS.</summary>
    /// <param name="variables">The environment.</param>
    /// <exception cref="ConfigurationException">An entry is not <c>host:port</c>.</exception>
    public static WebAddresses Read(EnvironmentVariables variables)
    {
        string[] hosts = variables.List(InsecureHostsVariable);
        foreach (string host in hosts)
        {
            // One spelling for each host. An address such as 0x7f.1 has another, and would never match.
            if (!Uri.TryCreate("http://" + host, UriKind.Absolute, out Uri? uri) || !IsAuthority(uri, host))
            {
                throw EnvironmentVariables.Invalid(InsecureHostsVariable, "has an entry that is not host:port, for example cognito:9229");
            }
        }

        return new WebAddresses(hosts);
    }

    /// <summary>Reads an absolute URL, whatever may be fetched from it.</summary>
    /// <param name="text">The URL.</param>
    /// <param name="variable">The variable that has it.</param>
    /// <exception cref="ConfigurationException">It is not an absolute web URL, or has a password or a fragment.</exception>
    public static Uri Parse(string text, string variable) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw EnvironmentVariables.Invalid(variable, "has an entry that is no absolute URL");

    /// <summary>Reads an address to fetch from.</summary>
    /// <param name="text">The address.</param>
    /// <param name="variable">The variable that has it.</param>
    /// <returns>An <c>https</c> URL, or an <c>http</c> URL of a host that may be reached without TLS.</returns>
    /// <exception cref="ConfigurationException">It is neither.</exception>
    public Uri ParseFetchable(string text, string variable)
    {
        Uri uri = Parse(text, variable);
        return IsFetchable(uri)
            ? uri
            : throw EnvironmentVariables.Invalid(
                variable, $"has an entry that is neither https nor http to a loopback host or one of {InsecureHostsVariable}");
    }

    /// <summary>Whether documents may be fetched from an address.</summary>
    /// <param name="uri">The address. A path such as <c>/etc/keys</c> is an absolute URL too: that of a file.</param>
    public bool IsFetchable(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (IsLoopback(uri) || Array.Exists(InsecureHosts, host => IsAuthority(uri, host))));

    /// <summary>Whether a host is this machine by its name or address alone.</summary>
    /// <param name="uri">A URL of the host.</param>
    public static bool IsLoopback(Uri uri) =>
        uri.IsLoopback && (uri.HostNameType == UriHostNameType.Dns || IPAddress.IsLoopback(IPAddress.Parse(uri.Host)));

    private static bool IsAuthority(Uri uri, string host) => string.Equals($"{uri.Host}:{uri.Port}", host, StringComparison.OrdinalIgnoreCase);
}
