using System;
using Authorizer.Json;

namespace Authorizer.ManagedRsa;

/// <summary>
/// The start-up self-test of the managed verifier. A signature must be valid for its message and invalid for a changed message. If a
/// processor computes a wrong result, the function does not start.
/// </summary>
/// <remarks>
/// The key and the signature were created with OpenSSL. The exponent is 11. Its bits (1011) execute every branch of the exponentiation,
/// and need a third of the multiplications of the exponent 65537.
/// </remarks>
internal static class KnownAnswer
{
    /// <summary>The signed message, from RFC 7515, appendix A.2.</summary>
    public static ReadOnlySpan<byte> SigningInput =>
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"u8;

    /// <summary>The modulus of the key, base64url.</summary>
    public static ReadOnlySpan<byte> Modulus =>
        "ummioWZP1GOeGlMuP9fIYyN88usEWVxxsj92XrjhhhIGKIM_CYIT9cJsj9T8Ilj5Ept5iLKelt-k4iyAWT9xrI7IMUz7PPu6iYiONZYod4l0zFLuB1jXh4CmR8OYNrelwCCI4lYWF71YFXi6Stu5CKi0E850RjXXAQCZEl8nzBF-EV8NUZTArkSqJh22iLZfTWl-Kfx9gFrvEycI3QRnPN8vVz2bheR33ZkAg6mAjudBo4M7pJKpYCiGN57HxFSYXH3_MmJ4vP8Wa963e2jKAIqwzHq4_KYCw31Bf8BFk5ptDbVCOJLo9T_Hqr2w14d4gskky5Zw6ZPG2X_bAE9AtQ"u8;

    /// <summary>The exponent of the key.</summary>
    public static ReadOnlySpan<byte> Exponent => [11];

    /// <summary>The signature, base64url.</summary>
    public static ReadOnlySpan<byte> Signature =>
        "mBSbTCQxrCu2CMJ7e2D0J8KhJEfkNhMDTTpJ2bNgtonEScoJLx4d7ippLGMhCmMt0UGlIe1blgVQwe_3thZYhzkf6TWMevWFL_KULvPx6a31PHhhKjecHVrCcTaOpqN6_2wSQNrgjUHXXWd5nmO8p-bXAMTKa3YaB3556EtDxyrmRBWgkbEkROkavSTFWVD3YCr5bN_L4j8GiUeA89fVmCP3qu8BekLYEPhzt9btRNwtCgt2NDhdey9YcHNoQKXvcEzaDiPfbANYyBYBWybBxd8iURQ6Jg0qUUOu3V1kXeJBwAfsJS5KKkayZIo8TbCSFf92MiRwEegf29A9W4tFrA"u8;

    /// <summary>Verifies the signature twice: with a message, and with the same message after a change of its last byte.</summary>
    /// <returns>Whether the signature is valid for the message and invalid for the changed message.</returns>
    public static bool IsGiven(ReadOnlySpan<byte> message)
    {
        Span<byte> modulus = stackalloc byte[256];
        Span<byte> signature = stackalloc byte[256];
        if (!StrictBase64Url.TryDecode(Modulus, modulus, out _)
            || !StrictBase64Url.TryDecode(Signature, signature, out _)
            || new ManagedRs256().ImportKey(modulus, Exponent) is not { } key)
        {
            return false;
        }

        using (key)
        {
            byte[] other = message.ToArray();
            other[^1] ^= 1;
            return key.Verify(message, signature) && !key.Verify(other, signature);
        }
    }
}
