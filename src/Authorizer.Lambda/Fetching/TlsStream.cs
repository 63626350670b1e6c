using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// A TLS connection with the OpenSSL of the runtime image, which AWS keeps patched. The first connection loads OpenSSL. During the
/// handshake, OpenSSL verifies certificate chain, dates and host name. No request is sent before the handshake has succeeded.
/// </summary>
/// <remarks>
/// .NET's SslStream would triple the size of the executable, and it loads all certificates of the system even if the trust anchors are
/// given. Here OpenSSL reads and writes memory buffers, and the inner stream transfers their bytes. The deadline of the inner stream
/// therefore also limits TLS.
/// </remarks>
internal sealed class TlsStream : BlockingStream
{
    // A TLS record contains up to 16 KiB of data (RFC 8446, section 5.1), plus its framing.
    private const int TransferBytes = 18 * 1024;

    private readonly Stream _inner;
    private readonly byte[] _transfer = new byte[TransferBytes];
    private nint _context;
    private nint _ssl;
    private nint _incoming;
    private nint _outgoing;

    private TlsStream(Stream inner) => _inner = inner;

    /// <summary>Frees OpenSSL's objects if the stream was not disposed.</summary>
    ~TlsStream() => Dispose(disposing: false);

    /// <summary>Performs the handshake as a client.</summary>
    /// <param name="inner">The connection. It is disposed together with the result.</param>
    /// <param name="host">The host name or IP address for which the certificate must be valid.</param>
    /// <param name="rootsFile">A PEM file of trust anchors, or <see langword="null"/> to use the system's trust anchors.</param>
    /// <returns>A stream of the decrypted data. The TLS version is 1.2 or newer.</returns>
    /// <exception cref="CertificateRefusedException">The verification of the certificate failed.</exception>
    /// <exception cref="IOException">The handshake failed for another reason.</exception>
    public static TlsStream Connect(Stream inner, string host, string? rootsFile)
    {
        TlsStream? stream = new(inner);
        try
        {
            stream.Configure(host, rootsFile);
            stream.Handshake();
            TlsStream connected = stream;
            stream = null;
            return connected;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new IOException("OpenSSL 3 (libssl.so.3, libcrypto.so.3) was not found.", error);
        }
        finally
        {
            stream?.Dispose();
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            OpenSsl.ERR_clear_error();
            int count = OpenSsl.SSL_read(_ssl, buffer, buffer.Length);
            if (count > 0)
            {
                return count;
            }

            switch (OpenSsl.SSL_get_error(_ssl, count))
            {
                case OpenSsl.ErrorZeroReturn:
                    return 0;
                case OpenSsl.ErrorWantRead:
                    SendOutgoing();
                    ReceiveIncoming();
                    break;
                default:
                    throw Failure("The TLS connection failed");
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // The outgoing buffer is in memory and grows as needed, so one call writes everything.
        if (OpenSsl.SSL_write(_ssl, buffer, buffer.Length) != buffer.Length)
        {
            throw Failure("The TLS connection failed");
        }

        SendOutgoing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_ssl != 0)
        {
            // Also frees the two buffers.
            OpenSsl.SSL_free(_ssl);
            _ssl = 0;
        }

        if (_context != 0)
        {
            OpenSsl.SSL_CTX_free(_context);
            _context = 0;
        }

        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] NullTerminated(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Require(bool done, string step)
    {
        if (!done)
        {
            throw Failure(step);
        }
    }

    private static IOException Failure(string what) => new($"{what}: {OpenSsl.LastError()}.");

    private void Configure(string host, string? rootsFile)
    {
        _context = OpenSsl.SSL_CTX_new(OpenSsl.TLS_client_method());
        Require(_context != 0, "OpenSSL cannot create a TLS client");
        Require(OpenSsl.SSL_CTX_ctrl(_context, OpenSsl.ControlSetMinProtocolVersion, OpenSsl.Tls12, 0) == 1, "OpenSSL does not support TLS 1.2");
        Require(
            rootsFile is null
                ? OpenSsl.SSL_CTX_set_default_verify_paths(_context) == 1
                : OpenSsl.SSL_CTX_load_verify_locations(_context, NullTerminated(rootsFile), 0) == 1,
            rootsFile is null ? "The system's trust anchors cannot be read" : $"The trust anchors in \"{rootsFile}\" cannot be read");
        OpenSsl.SSL_CTX_set_verify(_context, OpenSsl.VerifyPeer, 0);
        Require(OpenSsl.SSL_CTX_set_purpose(_context, OpenSsl.PurposeTlsServer) == 1, "OpenSSL cannot verify certificates of servers");
        _ = OpenSsl.SSL_CTX_set_options(_context, OpenSsl.OptionsNoRenegotiationNoCompression);
        if (OpenSsl.SSL_CTX_get_security_level(_context) < OpenSsl.SecurityLevel)
        {
            OpenSsl.SSL_CTX_set_security_level(_context, OpenSsl.SecurityLevel);
        }

        _ssl = OpenSsl.SSL_new(_context);
        Require(_ssl != 0, "OpenSSL has no memory");
        _incoming = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());
        _outgoing = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());

        // SSL_set_bio takes ownership of both buffers. If memory was exhausted and a buffer is zero, its first use fails.
        OpenSsl.SSL_set_bio(_ssl, _incoming, _outgoing);

        byte[] name = NullTerminated(host);
        nint parameters = OpenSsl.SSL_get0_param(_ssl);
        OpenSsl.X509_VERIFY_PARAM_set_hostflags(parameters, OpenSsl.HostFlagsStrict);
        if (IPAddress.TryParse(host, out _))
        {
            Require(OpenSsl.X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1, $"The address \"{host}\" is not valid");
        }
        else
        {
            Require(OpenSsl.SSL_set1_host(_ssl, name) == 1, $"The host name \"{host}\" is not valid");
            Require(OpenSsl.SetServerName(_ssl, name) == 1, $"The host name \"{host}\" is not valid");
        }
    }

    private void Handshake()
    {
        while (true)
        {
            OpenSsl.ERR_clear_error();
            int result = OpenSsl.SSL_connect(_ssl);
            int error = result == 1 ? OpenSsl.ErrorNone : OpenSsl.SSL_get_error(_ssl, result);
            if (error is not (OpenSsl.ErrorNone or OpenSsl.ErrorWantRead))
            {
                IOException failure = HandshakeFailure();
                TrySendAlert();
                throw failure;
            }

            SendOutgoing();
            if (error == OpenSsl.ErrorNone)
            {
                // VerifyPeer already makes the handshake fail if the certificate is missing or invalid. The certificate is checked here
                // again, because all security depends on it.
                Require(
                    OpenSsl.SSL_get0_peer_certificate(_ssl) != 0 && OpenSsl.SSL_get_verify_result(_ssl) == OpenSsl.VerifyOk,
                    "The server has no verified certificate");
                return;
            }

            ReceiveIncoming();
        }
    }

    private IOException HandshakeFailure()
    {
        long verifyResult = OpenSsl.SSL_get_verify_result(_ssl);
        return verifyResult == OpenSsl.VerifyOk
            ? Failure("The TLS handshake failed")
            : new CertificateRefusedException(OpenSsl.VerifyErrorText(verifyResult));
    }

    // The alert tells the server why the handshake failed. It does not matter if the alert is lost.
    private void TrySendAlert()
    {
        try
        {
            SendOutgoing();
        }
        catch (Exception gone) when (gone is IOException or SocketException or TimeoutException)
        {
            // The connection is closed or too slow.
        }
    }

    private void SendOutgoing()
    {
        while (OpenSsl.BIO_ctrl_pending(_outgoing) > 0)
        {
            int count = OpenSsl.BIO_read(_outgoing, _transfer, _transfer.Length);
            _inner.Write(_transfer.AsSpan(0, count));
        }
    }

    private void ReceiveIncoming()
    {
        int count = _inner.Read(_transfer);
        if (count == 0)
        {
            throw new IOException("The server closed the connection without a TLS close alert.");
        }

        Require(OpenSsl.BIO_write(_incoming, _transfer, count) == count, "OpenSSL has no memory");
    }
}
