using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Authorizer.Lambda.Fetching;

/// <summary>The addresses of a host, within a deadline.</summary>
internal static class HostAddresses
{
    /// <summary>Finds the addresses.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="deadline">The end of the wait for a name server.</param>
    /// <exception cref="IOException">The name is not known.</exception>
    /// <exception cref="TimeoutException">The time is over.</exception>
    public static IPAddress[] Find(string host, Deadline deadline) =>
        IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : Resolve(host, deadline);

    // The system's resolver knows no deadline: it may wait for a name server much longer than a fetch may take. A thread that
    // is given up ends when the resolver does.
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
            throw new TimeoutException("The name was not resolved in time.");
        }

        return failure is null ? addresses : throw new IOException("The name is not known: " + failure.Message, failure);
    }
}
