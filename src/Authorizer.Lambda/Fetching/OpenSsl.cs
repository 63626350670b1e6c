using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
[assembly: DisableRuntimeMarshalling]

namespace Authorizer.Lambda.Fetching;

/// <summary>
/// The functions of OpenSSL 3 that a TLS client needs, with OpenSSL's names (OpenSSL manual pages, section 3). The first call of a
/// library's function loads the library.
/// </summary>
internal static partial class OpenSsl
{
    /// <summary><c>SSL_ERROR_NONE</c></summary>
    public const int ErrorNone = 0;

    /// <summary><c>SSL_ERROR_WANT_READ</c></summary>
    public const int ErrorWantRead = 2;

    /// <summary><c>SSL_ERROR_ZERO_RETURN</c>: the peer sent a close alert.</summary>
    public const int ErrorZeroReturn = 6;

    /// <summary><c>SSL_VERIFY_PEER</c>: the handshake fails if the verification of the certificate fails.</summary>
    public const int VerifyPeer = 1;

    /// <summary><c>X509_V_OK</c></summary>
    public const long VerifyOk = 0;

    /// <summary><c>SSL_CTRL_SET_MIN_PROTO_VERSION</c></summary>
    public const int ControlSetMinProtocolVersion = 123;

    /// <summary><c>TLS1_2_VERSION</c></summary>
    public const nint Tls12 = 0x0303;

    /// <summary>
    /// <c>SSL_OP_NO_RENEGOTIATION</c> and <c>SSL_OP_NO_COMPRESSION</c>. A connection for one request needs neither renegotiation nor
    /// compression.
    /// </summary>
    public const ulong OptionsNoRenegotiationNoCompression = (1UL << 30) | (1UL << 17);

    /// <summary>
    /// <c>X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS</c> and <c>X509_CHECK_FLAG_NEVER_CHECK_SUBJECT</c> (RFC 9525, section 6.3).
    /// </summary>
    public const uint HostFlagsStrict = 0x4 | 0x20;

    /// <summary><c>X509_PURPOSE_SSL_SERVER</c></summary>
    public const int PurposeTlsServer = 2;

    /// <summary>
    /// Security level 2. Keys need at least 112 bits of security, so RSA keys need at least 2048 bits. SHA-1 signatures are refused.
    /// </summary>
    public const int SecurityLevel = 2;

    private const int ControlSetServerName = 55;
    private const nint NameTypeHostName = 0;
    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    /// <summary>
    /// Sets the server name for the handshake (<c>SSL_set_tlsext_host_name</c>, which is a macro in C; RFC 6066, section 3).
    /// </summary>
    /// <param name="name">The server's name, null-terminated.</param>
    /// <returns>1 on success.</returns>
    public static nint SetServerName(nint ssl, byte[] name) => SSL_ctrl(ssl, ControlSetServerName, NameTypeHostName, name);

    /// <summary>Returns the newest entry of OpenSSL's error queue as one line of text, and clears the queue.</summary>
    public static string LastError()
    {
        nuint code = ERR_peek_last_error();
        if (code == 0)
        {
            return "no reason given";
        }

        Span<byte> text = stackalloc byte[256];
        ERR_error_string_n(code, text, (nuint)text.Length);
        ERR_clear_error();
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    /// <summary>Returns the reason why the verification of a certificate failed, as one line of text.</summary>
    public static string VerifyErrorText(long result) =>
        Marshal.PtrToStringUTF8(X509_verify_cert_error_string((nint)result)) ?? "unknown";

    [LibraryImport(Ssl)]
    public static partial nint TLS_client_method();

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_new(nint method);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_free(nint context);

    [LibraryImport(Ssl)]
    public static partial nint SSL_CTX_ctrl(nint context, int command, nint number, nint pointer);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_set_verify(nint context, int mode, nint callback);

    [LibraryImport(Ssl)]
    public static partial ulong SSL_CTX_set_options(nint context, ulong options);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_get_security_level(nint context);

    [LibraryImport(Ssl)]
    public static partial void SSL_CTX_set_security_level(nint context, int level);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_set_purpose(nint context, int purpose);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_set_default_verify_paths(nint context);

    [LibraryImport(Ssl)]
    public static partial int SSL_CTX_load_verify_locations(nint context, byte[] file, nint directory);

    [LibraryImport(Ssl)]
    public static partial nint SSL_new(nint context);

    [LibraryImport(Ssl)]
    public static partial void SSL_free(nint ssl);

    [LibraryImport(Ssl)]
    public static partial void SSL_set_bio(nint ssl, nint readBio, nint writeBio);

    [LibraryImport(Ssl)]
    public static partial int SSL_set1_host(nint ssl, byte[] name);

    [LibraryImport(Ssl)]
    public static partial nint SSL_get0_param(nint ssl);

    [LibraryImport(Ssl)]
    public static partial nint SSL_get0_peer_certificate(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_connect(nint ssl);

    [LibraryImport(Ssl)]
    public static partial int SSL_read(nint ssl, Span<byte> buffer, int count);

    [LibraryImport(Ssl)]
    public static partial int SSL_write(nint ssl, ReadOnlySpan<byte> buffer, int count);

    [LibraryImport(Ssl)]
    public static partial int SSL_get_error(nint ssl, int result);

    [LibraryImport(Ssl)]
    public static partial nint SSL_get_verify_result(nint ssl);

    [LibraryImport(Crypto)]
    public static partial void X509_VERIFY_PARAM_set_hostflags(nint parameters, uint flags);

    [LibraryImport(Crypto)]
    public static partial int X509_VERIFY_PARAM_set1_ip_asc(nint parameters, byte[] address);

    [LibraryImport(Crypto)]
    public static partial nint BIO_s_mem();

    [LibraryImport(Crypto)]
    public static partial nint BIO_new(nint method);

    [LibraryImport(Crypto)]
    public static partial int BIO_read(nint bio, byte[] buffer, int count);

    [LibraryImport(Crypto)]
    public static partial int BIO_write(nint bio, byte[] buffer, int count);

    [LibraryImport(Crypto)]
    public static partial nuint BIO_ctrl_pending(nint bio);

    [LibraryImport(Crypto)]
    public static partial void ERR_clear_error();

    [LibraryImport(Ssl)]
    private static partial nint SSL_ctrl(nint ssl, int command, nint number, byte[] pointer);

    [LibraryImport(Crypto)]
    private static partial nuint ERR_peek_last_error();

    [LibraryImport(Crypto)]
    private static partial void ERR_error_string_n(nuint code, Span<byte> text, nuint length);

    [LibraryImport(Crypto)]
    private static partial nint X509_verify_cert_error_string(nint result);
}
