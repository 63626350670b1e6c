using System;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Authorizer.Lambda.Native;

/// <summary>
/// Creates RSA keys directly with OpenSSL 3, which avoids the DER encoding and parsing in .NET. <see cref="RSAOpenSsl"/> still verifies. If
/// .NET does not use OpenSSL 3, this class creates no keys. The functions have OpenSSL's names (OpenSSL manual pages, section 3).
/// </summary>
internal static unsafe class LibCrypto
{
    // EVP_PKEY_PUBLIC_KEY selects domain parameters and the public key (evp.h, core_dispatch.h).
    private const int PublicKey = 0x04 | 0x80 | 0x02;

    // OSSL_PARAM_UNSIGNED_INTEGER.
    private const uint UnsignedInteger = 2;

    private static readonly nint Library = Load();

    /// <summary>Creates a public RSA key from its numbers, which are big-endian.</summary>
    /// <returns>The key, or <see langword="null"/> if .NET does not use OpenSSL 3 or OpenSSL refuses the numbers.</returns>
    public static RSA? ImportPublicKey(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        // .NET must use the same OpenSSL library, because it cannot use a key that another OpenSSL library created.
        const int MajorVersionShift = 28;
        if (OperatingSystem.IsWindows() || Library == 0 || SafeEvpPKeyHandle.OpenSslVersion >> MajorVersionShift != 3)
        {
            return null;
        }

        using var key = new SafeEvpPKeyHandle(FromNumbers(modulus, exponent), ownsHandle: true);
        return key.IsInvalid ? null : new RSAOpenSsl(key);
    }

    private static nint FromNumbers(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        var newContext = (delegate* unmanaged<nint, byte*, nint, nint>)NativeLibrary.GetExport(Library, "EVP_PKEY_CTX_new_from_name");
        var begin = (delegate* unmanaged<nint, int>)NativeLibrary.GetExport(Library, "EVP_PKEY_fromdata_init");
        var make = (delegate* unmanaged<nint, nint*, int, Parameter*, int>)NativeLibrary.GetExport(Library, "EVP_PKEY_fromdata");
        var freeContext = (delegate* unmanaged<nint, void>)NativeLibrary.GetExport(Library, "EVP_PKEY_CTX_free");
        nint key = 0;
        fixed (byte* rsa = "RSA\0"u8, modulusName = "n\0"u8, exponentName = "e\0"u8)
        fixed (byte* modulusValue = NativeOrder(modulus), exponentValue = NativeOrder(exponent))
        {
            Parameter* parameters = stackalloc Parameter[]
            {
                new(modulusName, modulusValue, modulus.Length), new(exponentName, exponentValue, exponent.Length), default,
            };
            nint context = newContext(0, rsa, 0);
            if (begin(context) == 1 && make(context, &key, PublicKey, parameters) != 1)
            {
                key = 0;
            }

            freeContext(context);
        }

        return key;
    }

    // Both architectures of Lambda are little-endian.
    private static byte[] NativeOrder(ReadOnlySpan<byte> bigEndian)
    {
        byte[] number = bigEndian.ToArray();
        Array.Reverse(number);
        return number;
    }

    private static nint Load() => NativeLibrary.TryLoad("libcrypto.so.3", out nint library) ? library : 0;

    /// <summary><c>OSSL_PARAM</c></summary>
    /// <param name="key">The parameter's name, null-terminated.</param>
    /// <param name="data">The number, in the machine's byte order.</param>
    /// <param name="size">The length of the number, in bytes.</param>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Parameter(byte* key, byte* data, int size)
    {
        private readonly byte* _key = key;
        private readonly uint _type = UnsignedInteger;
        private readonly byte* _data = data;
        private readonly nuint _size = (nuint)size;
        private readonly nuint _returnSize;
    }
}
