using System;
using System.IO;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Contract;
using LoadTest.Contenders;
using LoadTest.Workload;

namespace LoadTest.Measurements;

/// <summary>
/// Serves the key set of the pool on loopback, with or without TLS. The certificate authority is created for this run. Also configures
/// contenders to fetch the key set.
/// </summary>
internal sealed class KeyServer : IAsyncDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly JwksServer _server;
    private readonly string _rootsFile;

    private KeyServer(X509Certificate2? certificate, string directory)
    {
        _certificate = certificate;
        _server = new JwksServer(JwksServer.Ok(Traffic.Jwks), certificate);
        _rootsFile = Path.Combine(directory, "roots.pem");
        File.WriteAllText(_rootsFile, TestCertificates.RootPem);
    }

    /// <summary>The number of requests.</summary>
    public int Requests => _server.Requests;

    /// <summary>Starts a server.</summary>
    /// <param name="directory">The folder for the certificate of the authority.</param>
    /// <param name="tls">Whether to use TLS.</param>
    public static KeyServer Start(string directory, bool tls) => new(tls ? TestCertificates.For("127.0.0.1") : null, directory);

    /// <summary>Configures a contender to fetch its keys from this server.</summary>
    /// <param name="contender">A build of our authorizer.</param>
    /// <param name="name">The name of the configured contender.</param>
    /// <param name="maxAgeSeconds">The age of the keys at which the contender fetches them again.</param>
    public Contender Client(Contender contender, string name, int maxAgeSeconds = 3600) => contender.With(
        name,
        ("AUTHORIZER_JWKS_FILE", string.Empty),
        ("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={_server.Uri()}"),
        ("AUTHORIZER_TLS_ROOTS_FILE", _rootsFile),
        ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", maxAgeSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Makes all later requests fail.</summary>
    public void Break() => _server.Response = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate?.Dispose();
    }
}
