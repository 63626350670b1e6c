using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Authorizer.Lambda.Configuration;
using LambdaRuntime;

namespace Authorizer.Lambda.Fetching;

/// <summary>Asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6): what TLS then says is between us and the server.</summary>
internal static class ProxyTunnel
{
    // Proxies add a line or two about themselves.
    private const int MaxHeadBytes = 8 * 1024;

    /// <summary>Connects to a server through a proxy.</summary>
    /// <param name="target">The server, as host and port.</param>
    /// <param name="deadline">The end of the whole life of the connection.</param>
    /// <returns>The connection, which leads to the server.</returns>
    /// <exception cref="IOException">The proxy refuses or does not speak HTTP.</exception>
    /// <exception cref="SocketException">The proxy does not answer.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static DeadlineStream Connect(HttpsProxy proxy, string target, Deadline deadline)
    {
        DeadlineStream? connection = DeadlineStream.Connect(HostAddresses.Find(proxy.Host, deadline), proxy.Port, deadline);
        try
        {
            Open(connection, target, proxy.Credentials);
            DeadlineStream tunnel = connection;
            connection = null;
            return tunnel;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private static void Open(DeadlineStream connection, string target, string? credentials)
    {
        string authorization = credentials is null ? string.Empty : $"Proxy-Authorization: Basic {credentials}\r\n";
        connection.Write(Encoding.ASCII.GetBytes($"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{authorization}\r\n"));
        var response = new HttpResponseReader(connection, MaxHeadBytes, maxBodyBytes: 0);
        HttpReadResult result = response.ReadHead();
        if (result != HttpReadResult.Complete)
        {
            throw new IOException($"The proxy's answer is not usable: {result}.");
        }

        // Any 2xx opens the tunnel, and has no body whatever its fields say (RFC 9110, section 9.3.6).
        if (response.StatusCode is < 200 or > 299)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The proxy's status was {response.StatusCode}."));
        }

        // In TLS the client speaks first, so bytes after the head come from the proxy and belong to no server.
        if (response.HasMore)
        {
            throw new IOException("The proxy's answer is not usable: it goes on after its head.");
        }
    }
}
