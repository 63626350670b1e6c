using System;
using Authorizer.Json;

namespace Authorizer.ManagedRsa;

/// <summary>
/// The start-up self-test of the managed verifier: the signature of RFC 7515, appendix A.2, must be valid for its message and invalid
/// for another one. If the arithmetic fails on some processor, the function does not start.
/// </summary>
internal static class KnownAnswer
{
    /// <summary>The signing input of the example.</summary>
    public static ReadOnlySpan<byte> SigningInput =>
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"u8;

    private static ReadOnlySpan<byte> Modulus =>
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"u8;

    private static ReadOnlySpan<byte> Exponent => [1, 0, 1];

    private static ReadOnlySpan<byte> Signature =>
        "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"u8;

    /// <summary>Verifies the example's signature with a message, and with the same message after a change of its last byte.</summary>
    /// <returns>Whether it is valid for the first and invalid for the second.</returns>
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
