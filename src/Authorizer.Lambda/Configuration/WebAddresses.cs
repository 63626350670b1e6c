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
        for (int i = 0; i < hosts.Length; i++)
        {
            // Only the canonical spelling is accepted. Another spelling, such as 0x7f.1 for 127.0.0.1, would never match the host of a URL.
            if (!Uri.TryCreate("http://" + hosts[i], UriKind.Absolute, out Uri? uri) || !IsAuthority(uri, hosts[i]))
            {
                throw EnvironmentVariables.Invalid(InsecureHostsVariable, $"has an invalid entry, number {i + 1}; write host:port, for example cognito:9229");
            }
        }

        return new WebAddresses(hosts);
    }

    /// <summary>Reads an absolute URL of any scheme.</summary>
    /// <param name="variable">The variable that contains the URL.</param>
    /// <param name="entry">If the variable is a list, the position of the URL's entry, counted from 1.</param>
    /// <exception cref="ConfigurationException">
    /// The URL is not absolute, or it contains a user, a password or a fragment. The message omits the URL.
    /// </exception>
    public static Uri Parse(string text, string variable, int? entry = null) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
            ? uri
            : throw EnvironmentVariables.Invalid(
                variable,
                $"has an invalid URL{(entry is null ? string.Empty : $" in entry {entry}")}; write an absolute URL without user, password and fragment, for example https://example.com/path");

    /// <summary>Reads a URL from which a document can be fetched.</summary>
    /// <param name="variable">The variable that contains the URL.</param>
    /// <param name="entry">If the variable is a list, the position of the URL's entry, counted from 1.</param>
    /// <returns>An <c>https</c> URL, or an <c>http</c> URL of a host to which connections without TLS are allowed.</returns>
    /// <exception cref="ConfigurationException">The URL is of neither kind.</exception>
    public Uri ParseFetchable(string text, string variable, int? entry = null)
    {
        Uri uri = Parse(text, variable, entry);
        return IsFetchable(uri)
            ? uri
            : throw EnvironmentVariables.Invalid(
                variable,
                uri.Scheme == Uri.UriSchemeHttp
                    ? $"has an http URL of {uri.Host}:{uri.Port}; use https, or add {uri.Host}:{uri.Port} to {InsecureHostsVariable} if this is an emulator"
                    : $"has a URL with the scheme \"{uri.Scheme}\"; use https");
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
