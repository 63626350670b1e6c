using System;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Authorizer.Lambda.Native;

/// <summary>
/// Starts .NET's cryptography on libcrypto alone. Left to itself it opens libssl, looks up each function of TLS, and has OpenSSL fill
/// tables of error texts and cipher names, at each start of the function and for nothing: TLS here is <c>Fetching/OpenSsl.cs</c>, which
/// opens libssl when there is something to fetch.
/// </summary>
/// <remarks>
/// The linker puts <see cref="Open"/> and <see cref="Find"/> in the place of the C library's <c>dlopen</c> and <c>dlsym</c>
/// (<c>--wrap</c>, in Authorizer.Lambda.csproj). Both pass everything on, but for what .NET asks while <see cref="Start"/> waits for it. Where
/// they are not linked, .NET starts as it always does.
/// </remarks>
internal static unsafe partial class OpenSslWithoutTls
{
    // OPENSSL_INIT_LOAD_CRYPTO_STRINGS, OPENSSL_INIT_ADD_ALL_CIPHERS, OPENSSL_INIT_LOAD_SSL_STRINGS (crypto.h, ssl.h).
    private const ulong Tables = 0x02 | 0x04 | 0x20_0000;

    // OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS and OPENSSL_INIT_NO_ADD_ALL_CIPHERS.
    private const ulong NoTables = 0x01 | 0x10;

    // What the linker calls the functions of the C library whose place it has given away.
    private const string OpenName = "__real_dlopen";
    private const string FindName = "__real_dlsym";

    // Of one thread: another may be opening libssl in earnest.
    [ThreadStatic]
    private static bool _starting;

    private static nint _libCrypto;

    /// <summary>Starts .NET's cryptography.</summary>
    public static void Start()
    {
        _starting = true;
        if (!OperatingSystem.IsWindows())
        {
            _ = SafeEvpPKeyHandle.OpenSslVersion;
        }

        _starting = false;
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_dlopen")]
    private static nint Open(byte* file, int flags)
    {
        if (!_starting || !MemoryMarshal.CreateReadOnlySpanFromNullTerminated(file).SequenceEqual("libssl.so.3"u8))
        {
            return OpenLibrary(file, flags);
        }

        fixed (byte* libCrypto = "libcrypto.so.3\0"u8)
        {
            _libCrypto = OpenLibrary(libCrypto, flags);
        }

        return _libCrypto != 0 ? _libCrypto : OpenLibrary(file, flags);
    }

    [UnmanagedCallersOnly(EntryPoint = "__wrap_dlsym")]
    private static nint Find(nint library, byte* function)
    {
        nint found = FindFunction(library, function);
        if (found != 0 || !_starting || library != _libCrypto)
        {
            return found;
        }

        ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(function);
        return name.SequenceEqual("OPENSSL_init_ssl"u8) ? (nint)(delegate* unmanaged<ulong, nint, int>)&Initialize
            : IsOptional(name) ? 0
            : name.StartsWith("SSL_"u8) || name.StartsWith("TLS_"u8) ? (nint)(delegate* unmanaged<nint>)&Absent
            : FindInLibSsl(function);
    }

    // Functions of other versions of libcrypto, which .NET asks for and can do without. SSL_state tells OpenSSL 1.0, which alone has it.
    private static bool IsOptional(ReadOnlySpan<byte> name) => name.StartsWith("EVP_"u8) || name.StartsWith("ERR_"u8) || name.SequenceEqual("SSL_state"u8);

    // A function that .NET did not ask for when this was written. It is then found where .NET expects it.
    private static nint FindInLibSsl(byte* function)
    {
        const int BindWhenCalled = 1;
        fixed (byte* libSsl = "libssl.so.3\0"u8)
        {
            nint library = OpenLibrary(libSsl, BindWhenCalled);
            return library == 0 ? 0 : FindFunction(library, function);
        }
    }

    [UnmanagedCallersOnly]
    private static int Initialize(ulong options, nint settings)
    {
        fixed (byte* name = "OPENSSL_init_crypto\0"u8)
        {
            var initialize = (delegate* unmanaged<ulong, nint, int>)FindFunction(_libCrypto, name);
            return initialize((options & ~Tables) | NoTables, settings);
        }
    }

    // Nothing here uses .NET's TLS. To a caller, OpenSSL has then refused.
    [UnmanagedCallersOnly]
    private static nint Absent() => 0;

    [LibraryImport("libc", EntryPoint = OpenName)]
    private static partial nint OpenLibrary(byte* file, int flags);

    [LibraryImport("libc", EntryPoint = FindName)]
    private static partial nint FindFunction(nint library, byte* function);
}
