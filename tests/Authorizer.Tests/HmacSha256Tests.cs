using System.Security.Cryptography;
using System.Text;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Telemetry;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using Xunit;

namespace Authorizer.Tests;

/// <summary>The code of a pseudonym is .NET's, whichever SHA-256 computes it, around every length at which it is computed otherwise.</summary>
public sealed class HmacSha256Tests
{
    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(200)]
    public void It_is_the_code_that_dotnet_computes(int keyLength)
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
