using System;
using Authorizer.Lambda.Native;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>
/// The numbers that are accepted as a key, with values on both sides of each limit. The modulus can be any odd number, because these tests
/// sign nothing.
/// </summary>
public sealed class RsaSha256KeyTests
{
    [Theory]
    [InlineData(2047, false)]
    [InlineData(2048, true)]
    [InlineData(2049, true)]
    [InlineData(8191, true)]
    [InlineData(8192, true)]
    [InlineData(8193, false)]
    public void A_modulus_must_have_2048_to_8192_bits(int bits, bool usable)
    {
        byte[] modulus = new byte[(bits + 7) / 8];
        modulus[0] = (byte)(1 << ((bits - 1) % 8));
        modulus[^1] |= 1;

        Assert.Equal(usable, Makes(modulus, [1, 0, 1]));
    }

    [Fact]
    public void A_modulus_must_be_odd_and_have_no_leading_zero()
    {
        byte[] odd = [0x80, .. new byte[254], 1];

        Assert.True(Makes(odd, [3]));
        Assert.False(Makes([.. odd[..^1], 2], [3]));
        Assert.False(Makes([0, .. odd], [3]));
        Assert.False(Makes([], [3]));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("00", false)]
    [InlineData("01", false)]
    [InlineData("02", false)]
    [InlineData("03", true)]
    [InlineData("04", false)]
    [InlineData("0003", false)]
    [InlineData("010000", false)]
    [InlineData("010001", true)]
    [InlineData("FFFFFFFF", true)]
    [InlineData("0100000001", false)]
    public void An_exponent_must_be_odd_at_least_3_and_at_most_32_bits_long(string exponent, bool usable) =>
        Assert.Equal(usable, Makes([0x80, .. new byte[254], 1], Convert.FromHexString(exponent)));

    private static bool Makes(byte[] modulus, byte[] exponent)
    {
        using RsaSha256Key? platform = new OpenSslRs256().ImportKey(modulus, exponent);
        using RsaSha256Key? managed = new ManagedRs256().ImportKey(modulus, exponent);
        Assert.Equal(platform is null, managed is null);
        return managed is not null;
    }
}
