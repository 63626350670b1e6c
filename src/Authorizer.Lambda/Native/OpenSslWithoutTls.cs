using System;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Authorizer.Lambda.Native;

/// <summary>
/// Initializes .NET's cryptography with libcrypto only. By default, .NET loads libssl, looks up every TLS function, and makes OpenSSL build
/// tables of error texts and cipher names. Verification uses neither libssl nor the tables. <c>Fetching/OpenSsl.cs</c> loads libssl for the
/// first TLS connection.
/// </summary>
/// <remarks>
/// The linker replaces the C library's <c>dlopen</c> and <c>dlsym</c> with <see cref="Open"/> and <see cref="Find"/> (option <c>--wrap</c>
/// in Authorizer.Lambda.csproj). Both forward every call, except .NET's calls during <see cref="Start"/>. If an executable is linked
/// without <c>--wrap</c>, .NET initializes its cryptography as usual.
/// </remarks>
internal static unsafe partial class OpenSslWithoutTls
{
    // OPENSSL_INIT_LOAD_CRYPTO_STRINGS, OPENSSL_INIT_ADD_ALL_CIPHERS, OPENSSL_INIT_LOAD_SSL_STRINGS (crypto.h, ssl.h).
    private const ulong Tables = 0x02 | 0x04 | 0x20_0000;

    // OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS and OPENSSL_INIT_NO_ADD_ALL_CIPHERS.
    private const ulong NoTables = 0x01 | 0x10;

    // The linker's names of the C library's original functions.
    private const string OpenName = "__real_dlopen";
    private const string FindName = "__real_dlsym";

    // This field is per thread, because another thread can load libssl for a fetch at the same time.
    [ThreadStatic]
    private static bool _starting;

    private static nint _libCrypto;

    /// <summary>Initializes .NET's cryptography.</summary>
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

    // .NET looks these functions up but does not require them, because only some versions of OpenSSL contain them. For example, only
    // OpenSSL 1.0 contains SSL_state.
    private static bool IsOptional(ReadOnlySpan<byte> name) => name.StartsWith("EVP_"u8) || name.StartsWith("ERR_"u8) || name.SequenceEqual("SSL_state"u8);

    // Finds a function that only a later .NET version looks up. The function comes from libssl, where .NET would find it without this
    // class.
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

    // Replaces every TLS function. No code in this executable uses .NET's TLS. If it did, .NET would report that OpenSSL failed.
    [UnmanagedCallersOnly]
    private static nint Absent() => 0;

    [LibraryImport("libc", EntryPoint = OpenName)]
    private static partial nint OpenLibrary(byte* file, int flags);

    [LibraryImport("libc", EntryPoint = FindName)]
    private static partial nint FindFunction(nint library, byte* function);
}
