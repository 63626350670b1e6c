using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Authorizer.ManagedRsa;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>The managed SHA-256, compared with NIST's examples (FIPS 180-4, "SHA Test Vectors") and with .NET's.</summary>
public sealed class ManagedSha256Tests
{
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [InlineData(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1")]
    public void Published_examples_hold(string text, string hash) => Assert.Equal(hash, Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_million_letters_hash_as_published() =>
        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Hash([.. Enumerable.Repeat((byte)'a', 1_000_000)]));

    [Fact]
    public void Every_length_hashes_as_on_the_platform()
    {
        // All lengths of a few blocks, and lengths near the ends of many blocks.
        byte[] data = RandomNumberGenerator.GetBytes(64 * 1024);
        foreach (int length in Enumerable.Range(0, 1025).Concat(Enumerable.Range(1, 14).SelectMany(power => Enumerable.Range((64 << power) - 10, 20)).Where(n => n <= data.Length)))
        {
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data.AsSpan(0, length))), Hash(data.AsSpan(0, length)));

            // From an odd address.
            if (length > 0)
            {
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data.AsSpan(1, length - 1))), Hash(data.AsSpan(1, length - 1)));
            }
        }
    }

    private static string Hash(ReadOnlySpan<byte> data)
    {
        byte[] hash = new byte[ManagedSha256.HashBytes];
        ManagedSha256.Hash(data, hash);
        return Convert.ToHexStringLower(hash);
    }
}
