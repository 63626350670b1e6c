using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>Resolves host names within a deadline.</summary>
internal static class HostAddresses
{
    /// <summary>Returns the addresses of a host. The host can also be an IP address.</summary>
    /// <exception cref="IOException">The name cannot be resolved.</exception>
    /// <exception cref="TimeoutException">The deadline has passed.</exception>
    public static IPAddress[] Find(string host, Deadline deadline) =>
        IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : Resolve(host, deadline);

    // The system's resolver has no time limit, and can wait for a name server much longer than the fetch is allowed to take. If the
    // deadline passes first, the resolver's thread is abandoned. It ends when the resolver returns.
    private static IPAddress[] Resolve(string host, Deadline deadline)
    {
        IPAddress[] addresses = [];
        Exception? failure = null;
        var resolver = new Thread(() =>
        {
            try
            {
                addresses = Dns.GetHostAddresses(host);
            }
            catch (Exception unknown) when (unknown is SocketException or ArgumentException)
            {
                failure = unknown;
            }
        })
        {
            IsBackground = true,
            Name = "resolver",
        };
        resolver.Start();
        if (!resolver.Join(deadline.MillisecondsLeft))
        {
            throw new TimeoutException($"The host name \"{host}\" was not resolved in time.");
        }

        return failure is null ? addresses : throw new IOException($"The host name \"{host}\" cannot be resolved: {failure.Message}", failure);
    }
}
