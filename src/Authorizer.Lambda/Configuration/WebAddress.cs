using System;
using System.Net;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Addresses that documents may be fetched from.</summary>
internal static class WebAddress
{
    /// <summary>Reads an address.</summary>
    /// <returns>An absolute <c>https</c> URL, or an <c>http</c> one to a loopback host.</returns>
    /// <exception cref="ConfigurationException">It is neither, or carries a password or a fragment.</exception>
    public static Uri Parse(string text, string variable)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            throw EnvironmentVariables.Invalid(variable, "has an entry that is no absolute URL");
        }

        // A path such as /etc/keys is an absolute URL, too: that of a file.
        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri))
            ? uri
            : throw EnvironmentVariables.Invalid(variable, "has an entry that is neither https nor http to a loopback host");
    }

    /// <summary>Whether a host is this machine by its name or address alone.</summary>
    /// <param name="uri">A URL of the host.</param>
    public static bool IsLoopback(Uri uri) =>
        uri.IsLoopback && (uri.HostNameType == UriHostNameType.Dns || IPAddress.IsLoopback(IPAddress.Parse(uri.Host)));
}
