using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// TLS for one connection, by OpenSSL itself: the library the runtime image keeps patched, and which is loaded only when a
/// connection is made. OpenSSL verifies chain, dates and host name during the handshake; nothing is sent before it holds.
/// </summary>
/// <remarks>
/// The platform's SslStream would make the whole binary three times as large, and loads every certificate of the system even
/// when it is told which roots to trust. OpenSSL works on memory buffers here: bytes travel through the inner stream, so its
/// deadline holds for TLS too.
/// </remarks>
internal sealed class TlsStream : BlockingStream
{
    // A TLS record holds 16 KiB of data (RFC 8446, section 5.1), and its framing.
    private const int TransferBytes = 18 * 1024;

    private readonly Stream _inner;
    private readonly byte[] _transfer = new byte[TransferBytes];
    private nint _context;
    private nint _ssl;
    private nint _incoming;
    private nint _outgoing;

    private TlsStream(Stream inner) => _inner = inner;

    /// <summary>Frees OpenSSL's objects where nobody disposed of the stream.</summary>
    ~TlsStream() => Dispose(disposing: false);

    /// <summary>Performs the handshake as a client.</summary>
    /// <param name="inner">The connection; disposed with the result.</param>
    /// <param name="host">The name (or address) the certificate must be for.</param>
    /// <param name="rootsFile">A PEM file of trust anchors, or <see langword="null"/> for the system's.</param>
    /// <returns>A stream of the data inside TLS 1.2 or newer.</returns>
    /// <exception cref="CertificateRefusedException">The certificate does not verify.</exception>
    /// <exception cref="IOException">The handshake failed otherwise.</exception>
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
            throw new IOException("OpenSSL 3 is not installed.", error);
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
        // The outgoing buffer is memory and takes everything, so one call is enough.
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
            // Frees the two buffers as well.
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
        Require(_context != 0, "OpenSSL has no TLS client");
        Require(OpenSsl.SSL_CTX_ctrl(_context, OpenSsl.ControlSetMinProtocolVersion, OpenSsl.Tls12, 0) == 1, "OpenSSL has no TLS 1.2");
        Require(
            rootsFile is null
                ? OpenSsl.SSL_CTX_set_default_verify_paths(_context) == 1
                : OpenSsl.SSL_CTX_load_verify_locations(_context, NullTerminated(rootsFile), 0) == 1,
            "The trust anchors cannot be read");
        OpenSsl.SSL_CTX_set_verify(_context, OpenSsl.VerifyPeer, 0);
        Require(OpenSsl.SSL_CTX_set_purpose(_context, OpenSsl.PurposeTlsServer) == 1, "OpenSSL knows no server certificates");
        _ = OpenSsl.SSL_CTX_set_options(_context, OpenSsl.OptionsNoRenegotiationNoCompression);
        if (OpenSsl.SSL_CTX_get_security_level(_context) < OpenSsl.SecurityLevel)
        {
            OpenSsl.SSL_CTX_set_security_level(_context, OpenSsl.SecurityLevel);
        }

        _ssl = OpenSsl.SSL_new(_context);
        Require(_ssl != 0, "OpenSSL has no memory");
        _incoming = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());
        _outgoing = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());

        // Takes ownership of both, so that they are freed with the connection; zero is refused by the first use.
        OpenSsl.SSL_set_bio(_ssl, _incoming, _outgoing);

        byte[] name = NullTerminated(host);
        nint parameters = OpenSsl.SSL_get0_param(_ssl);
        OpenSsl.X509_VERIFY_PARAM_set_hostflags(parameters, OpenSsl.HostFlagsStrict);
        if (IPAddress.TryParse(host, out _))
        {
            Require(OpenSsl.X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1, "The address is unusable");
        }
        else
        {
            Require(OpenSsl.SSL_set1_host(_ssl, name) == 1, "The host name is unusable");
            Require(OpenSsl.SetServerName(_ssl, name) == 1, "The host name is unusable");
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
                // The handshake fails without these; nobody should have to know that to trust this line.
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

    // So that the server's log says why; whether it arrives changes nothing here.
    private void TrySendAlert()
    {
        try
        {
            SendOutgoing();
        }
        catch (Exception gone) when (gone is IOException or SocketException or TimeoutException)
        {
            // The server does not want to know.
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
            throw new IOException("The server closed the connection in the middle of TLS.");
        }

        Require(OpenSsl.BIO_write(_incoming, _transfer, count) == count, "OpenSSL has no memory");
    }
}
