using System;
using System.Net;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>
/// Checks the URLs of keys and documents. They must be <c>https</c>, or <c>http</c> to a host to which connections without TLS are allowed.
/// </summary>
/// <param name="insecureHosts">Hosts other than loopback to which connections without TLS are allowed, as <c>host:port</c>.</param>
internal sealed class WebAddresses(string[] insecureHosts)
{
    private const string InsecureHostsVariable = "AUTHORIZER_INSECURE_HTTP_HOSTS";

    /// <summary>Hosts other than loopback to which connections without TLS are allowed, as <c>host:port</c>.</summary>
    public string[] InsecureHosts { get; } = insecureHosts;

    /// <summary>Reads the hosts to which connections without TLS are allowed.</summary>
    /// <exception cref="ConfigurationException">An entry is not <c>host:port</c>.</exception>
    public static WebAddresses Read(EnvironmentVariables variables)
    {
        string[] hosts = variables.List(InsecureHostsVariable);
        foreach (string host in hosts)
        {
            // Only the canonical spelling is accepted. Another spelling, such as 0x7f.1 for 127.0.0.1, would never match the host of a URL.
            if (!Uri.TryCreate("http://" + host, UriKind.Absolute, out Uri? uri) || !IsAuthority(uri, host))
            {
                throw EnvironmentVariables.Invalid(InsecureHostsVariable, "has an entry that is not host:port; write for example cognito:9229");
            }
        }

        return new WebAddresses(hosts);
    }

    /// <summary>Reads an absolute URL of any scheme.</summary>
    /// <param name="variable">The variable that contains the URL.</param>
    /// <exception cref="ConfigurationException">
    /// The URL is not absolute, or it contains a user, a password or a fragment. The message omits the URL.
    /// </exception>
    public static Uri Parse(string text, string variable) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw EnvironmentVariables.Invalid(
                variable, "has an entry that is not an absolute URL, or has a user, a password or a fragment; write for example https://example.com/path");

    /// <summary>Reads a URL from which a document can be fetched.</summary>
    /// <param name="variable">The variable that contains the URL.</param>
    /// <returns>An <c>https</c> URL, or an <c>http</c> URL of a host to which connections without TLS are allowed.</returns>
    /// <exception cref="ConfigurationException">The URL is of neither kind.</exception>
    public Uri ParseFetchable(string text, string variable)
    {
        Uri uri = Parse(text, variable);
        return IsFetchable(uri)
            ? uri
            : throw EnvironmentVariables.Invalid(
                variable, $"has a URL of {uri.Scheme}://{uri.Authority}; use https, or http to a loopback host or a host in {InsecureHostsVariable}");
    }

    /// <summary>
    /// Whether fetching documents from a URL is allowed. A path such as <c>/etc/keys</c> is a <c>file</c> URL and is therefore not allowed.
    /// </summary>
    public bool IsFetchable(Uri uri) =>
        uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (IsLoopback(uri) || Array.Exists(InsecureHosts, host => IsAuthority(uri, host))));

    /// <summary>Whether the host of a URL is <c>localhost</c> or a loopback address. Names are not resolved.</summary>
    public static bool IsLoopback(Uri uri) =>
        uri.IsLoopback && (uri.HostNameType == UriHostNameType.Dns || IPAddress.IsLoopback(IPAddress.Parse(uri.Host)));

    private static bool IsAuthority(Uri uri, string host) => string.Equals($"{uri.Host}:{uri.Port}", host, StringComparison.OrdinalIgnoreCase);
}
