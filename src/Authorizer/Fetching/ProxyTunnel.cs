using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Authorizer.Configuration;

namespace Authorizer.Fetching;

/// <summary>Asks an HTTP proxy for a tunnel (RFC 9110, section 9.3.6): what TLS then says is between us and the server.</summary>
internal static class ProxyTunnel
{
    // Proxies add a line or two about themselves.
    private const int MaxHeadBytes = 8 * 1024;

    /// <summary>Connects to a server through a proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="target">The server, as host and port.</param>
    /// <param name="deadline">The end of the whole life of the connection.</param>
    /// <returns>The connection, which leads to the server.</returns>
    /// <exception cref="IOException">The proxy refuses or does not speak HTTP.</exception>
    /// <exception cref="SocketException">The proxy does not answer.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static DeadlineStream Connect(HttpsProxy proxy, string target, Deadline deadline)
    {
        DeadlineStream? connection = DeadlineStream.Connect(proxy.Host, proxy.Port, deadline);
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
        Span<byte> head = new byte[MaxHeadBytes];
        int length = 0;
        int end;
        do
        {
            int count = length < head.Length ? connection.Read(head[length..]) : 0;
            if (count == 0)
            {
                throw new IOException("The proxy's answer is not usable.");
            }

            length += count;
            end = head[..length].IndexOf("\r\n\r\n"u8);
        }
        while (end < 0);

        // In TLS the client speaks first, so bytes after the head come from the proxy and belong to no server.
        bool isStatus = length >= 12 && head.StartsWith("HTTP/1."u8) && head[8] == ' ';
        if (!isStatus || end + 4 != length)
        {
            throw new IOException("The proxy's answer is not usable.");
        }

        if (head[9] != '2')
        {
            throw new IOException($"The proxy's status was {Encoding.ASCII.GetString(head.Slice(9, 3))}.");
        }
    }
}
