using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Signatures;
using Authorizer.Telemetry;
using LambdaRuntime;

namespace Authorizer.Keys.Fetching;

/// <summary>
/// Fetches an issuer's published keys: one GET, one time limit over all of it, no redirects, 200 only. Everything that can go
/// wrong ends in a log line and no keys.
/// </summary>
/// <param name="timeoutMilliseconds">The time limit: name, connection, TLS and answer together.</param>
/// <param name="tlsRootsFile">A PEM file of trust anchors, or <see langword="null"/> for the system's.</param>
/// <param name="verifier">Who will verify with the keys.</param>
/// <param name="log">Where failures are told.</param>
internal sealed class JwksFetcher(int timeoutMilliseconds, string? tlsRootsFile, SignatureVerifier verifier, Log log)
{
    // Cognito's answer has a head below 1 KB and a body of about 1 KB. The limits are the contract's, or generous.
    private const int MaxHeadBytes = 16 * 1024;
    private const int MaxBodyBytes = 256 * 1024;

    /// <summary>Fetches the keys of an issuer.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="known">Its keys so far, or <see langword="null"/>.</param>
    /// <returns>A set with at least one usable key, or <see langword="null"/>.</returns>
    public JsonWebKeySet? Fetch(IssuerSettings issuer, JsonWebKeySet? known)
    {
        string problem;
        try
        {
            problem = TryFetch(issuer.JwksUri, known, out JsonWebKeySet? keys);
            if (keys is not null)
            {
                return keys;
            }
        }
        catch (Exception error) when (error is IOException or SocketException or TimeoutException)
        {
            problem = error.Message;
        }

        log.Write(LogLevel.Warn, "The issuer's keys could not be fetched.", ("issuer", issuer.Name), ("problem", problem));
        return null;
    }

    private string TryFetch(Uri uri, JsonWebKeySet? known, out JsonWebKeySet? keys)
    {
        keys = null;
        using var connection = DeadlineStream.Connect(uri.IdnHost, uri.Port, timeoutMilliseconds);
        using Stream stream = uri.Scheme == Uri.UriSchemeHttps ? TlsStream.Connect(connection, uri.IdnHost, tlsRootsFile) : connection;
        stream.Write(Encoding.ASCII.GetBytes(
            $"GET {uri.PathAndQuery} HTTP/1.1\r\nHost: {uri.Authority}\r\nAccept: application/json\r\nConnection: close\r\n\r\n"));
        var response = new HttpResponseReader(stream, MaxHeadBytes, MaxBodyBytes);
        HttpReadResult result = response.Read();
        if (result != HttpReadResult.Complete)
        {
            return $"The response was not usable: {result}.";
        }

        if (response.StatusCode != 200)
        {
            return "The status was " + response.StatusCode.ToString(CultureInfo.InvariantCulture) + ".";
        }

        if (!JsonWebKeySetReader.TryRead(response.Body, verifier, known, out JsonWebKeySet read))
        {
            return "The body is no JSON Web Key Set.";
        }

        keys = read.Count > 0 ? read : null;
        return "The key set has no usable key.";
    }
}
