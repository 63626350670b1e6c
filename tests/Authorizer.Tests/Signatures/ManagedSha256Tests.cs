using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Authorizer.ManagedRsa;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>Compares the managed SHA-256 with NIST's examples (FIPS 180-4, "SHA Test Vectors") and with .NET's SHA-256.</summary>
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
    public void The_hashes_equal_the_published_examples(string text, string hash) => Assert.Equal(hash, Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void The_hash_of_a_million_letters_equals_the_published_hash() =>
        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Hash([.. Enumerable.Repeat((byte)'a', 1_000_000)]));

    [Fact]
    public void The_hashes_equal_those_of_dotnet_at_every_length()
    {
        // All lengths up to 16 blocks, and lengths near larger powers of two.
        byte[] data = RandomNumberGenerator.GetBytes(64 * 1024);
        foreach (int length in Enumerable.Range(0, 1025).Concat(Enumerable.Range(1, 14).SelectMany(power => Enumerable.Range((64 << power) - 10, 20)).Where(n => n <= data.Length)))
        {
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data.AsSpan(0, length))), Hash(data.AsSpan(0, length)));

            // Data that begins at an odd address.
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
