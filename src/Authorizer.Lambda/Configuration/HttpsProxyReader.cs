using System;
using System.Globalization;
using System.Net;
using System.Text;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>
/// Reads <c>HTTPS_PROXY</c> and <c>NO_PROXY</c>, in upper or lower case. No standard defines these variables, so they have the same meaning
/// as in curl and the AWS tools.
/// </summary>
internal static class HttpsProxyReader
{
    private const string Proxy = "HTTPS_PROXY";
    private const string NoProxy = "NO_PROXY";

    /// <summary>Reads the two variables.</summary>
    /// <returns>The proxy, or <see langword="null"/> if requests use no proxy.</returns>
    /// <exception cref="ConfigurationException">
    /// <c>HTTPS_PROXY</c> is invalid. The message omits the value, which can contain a password.
    /// </exception>
    public static HttpsProxy? Read(EnvironmentVariables variables)
    {
        if (Either(Proxy, variables) is not { } value)
        {
            return null;
        }

        string url = value.Contains("://", StringComparison.Ordinal) ? value : "http://" + value;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            throw EnvironmentVariables.Invalid(Proxy, "is not a proxy URL; use http://host:port or http://user:password@host:port");
        }

        string? credentials = uri.UserInfo.Length == 0
            ? null
            : Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo)));
        string[] exceptions = Either(NoProxy, variables)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new HttpsProxy(uri.IdnHost, uri.Port, credentials, Array.ConvertAll(exceptions, ReadException));
    }

    private static string? Either(string variable, EnvironmentVariables variables) =>
        variables.Text(variable) ?? variables.Text(variable.ToLowerInvariant());

    // Reads host, .host, *.host, address, [address] or network, each with an optional :port. An IPv6 address with a port must be in
    // brackets.
    private static ProxyException ReadException(string entry)
    {
        int? port = null;
        int colon = entry.LastIndexOf(':');
        bool onlyColon = colon > 0 && (entry.IndexOf(':', StringComparison.Ordinal) == colon || entry[colon - 1] == ']');
        if (onlyColon && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            port = number;
            entry = entry[..colon];
        }

        string host = entry.TrimStart('[').TrimEnd(']');
        if (IPAddress.TryParse(host, out IPAddress? address))
        {
            return new ProxyException(Domain: null, new IPNetwork(address, address.GetAddressBytes().Length * 8), port);
        }

        if (IPNetwork.TryParse(host, out IPNetwork network))
        {
            return new ProxyException(Domain: null, network, port);
        }

        string domain = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host.TrimStart('.');
        return new ProxyException(domain, Network: null, port);
    }
}
