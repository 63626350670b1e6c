using System.Security.Cryptography;
using System.Text;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Telemetry;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using Xunit;

namespace Authorizer.Tests;

/// <summary>
/// The HMAC of pseudonyms equals the HMAC that .NET computes. Both SHA-256 implementations are tested, with keys and messages whose
/// lengths are near the block size.
/// </summary>
public sealed class HmacSha256Tests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void Both_implementations_compute_the_same_HMAC_as_dotnet(int keyLength)
    {
        string key = new('k', keyLength);
        foreach (Rs256 hashes in new Rs256[] { new OpenSslRs256(), new ManagedRs256() })
        {
            var codes = new HmacSha256(key, hashes);
            byte[] code = new byte[HmacSha256.Bytes];
            foreach (int length in new[] { 0, 1, 55, 64, 256, 257, 5000, 3 })
            {
                byte[] message = Encoding.UTF8.GetBytes(new string('m', length));

                codes.Compute(message, code);

                Assert.Equal(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), message), code);
            }
        }
    }
}
