using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Authorizer.Lambda.Configuration;
using LambdaRuntime;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// Opens a tunnel through an HTTP proxy (RFC 9110, section 9.3.6). TLS inside the tunnel ends at the server, not at the proxy.
/// </summary>
internal static class ProxyTunnel
{
    // A proxy's response has only a few header fields.
    private const int MaxHeadBytes = 8 * 1024;

    /// <summary>Connects to a server through a proxy.</summary>
    /// <param name="target">The server, as <c>host:port</c>.</param>
    /// <param name="deadline">The deadline of connecting and of all later reads and writes.</param>
    /// <exception cref="IOException">The proxy refused, or its response is not valid HTTP.</exception>
    /// <exception cref="SocketException">The proxy did not answer.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
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
            throw new IOException($"The proxy's response cannot be used: {response.Describe(result)}.");
        }

        // Any 2xx status opens the tunnel. The response has no body, so Content-Length and Transfer-Encoding are ignored (RFC 9110, section
        // 9.3.6).
        if (response.StatusCode is < 200 or > 299)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"The proxy refused the connection with status {response.StatusCode}."));
        }

        // In TLS, the client sends the first message. Bytes that arrive before this message must come from the proxy, so they are refused.
        if (response.HasMore)
        {
            throw new IOException("The proxy's response cannot be used: it has data after its head.");
        }
    }
}
