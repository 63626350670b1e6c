using System;
using System.Net;
using System.Text;
using Authorizer.Callers;
using CsCheck;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>Compares addresses and blocks with those of .NET, and tests text that is not an address.</summary>
public sealed class IpAddressTests
{
    [Fact]
    public void Every_address_that_dotnet_writes_is_parsed()
    {
        Gen.Byte.Array[16].Sample(bytes =>
        {
            // Many bytes are zero, because the short form of IPv6 addresses omits zeros.
            for (int i = 0; i < 16; i++)
            {
                bytes[i] = bytes[i] < 128 ? (byte)0 : bytes[i];
            }

            var v6 = new IPAddress(bytes);
            var v4 = new IPAddress(bytes.AsSpan(0, 4));
            Assert.Equal(v6, Read(v6.ToString()));
            Assert.Equal(v4.MapToIPv6(), Read(v4.ToString()));
            Assert.Equal(v4.MapToIPv6(), Read(v4.MapToIPv6().ToString()));
        });
    }

    [Fact]
    public void A_block_contains_the_same_addresses_as_in_dotnet()
    {
        (Gen<byte[]> Bytes, int Bits)[] kinds = [(Gen.Byte.Array[4], 32), (Gen.Byte.Array[16], 128)];
        foreach ((Gen<byte[]> bytes, int bits) in kinds)
        {
            Gen.Select(bytes, Gen.Int[0, bits], Gen.Int[0, bits - 1]).Sample((address, length, flipped) =>
            {
                byte[] network = (byte[])address.Clone();
                for (int bit = length; bit < bits; bit++)
                {
                    network[bit / 8] &= (byte)~(0x80 >> (bit % 8));
                }

                address[flipped / 8] ^= (byte)(0x80 >> (flipped % 8));
                var expected = new IPNetwork(new IPAddress(network), length);
                IpBlock block = IpBlock.TryParse(expected.ToString(), out string? problem)!;
                Assert.Null(problem);
                Assert.True(IpAddress.TryParse(Encoding.ASCII.GetBytes(new IPAddress(address).ToString()), out UInt128 number));
                Assert.Equal(expected.Contains(new IPAddress(address)), block.Contains(number));
            });
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 192.0.2.1")]
    [InlineData("192.0.2.1 ")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.1.")]
    [InlineData("192.0.2.1.1")]
    [InlineData("192.0.2.01")]
    [InlineData("192.0.2.256")]
    [InlineData("192.0.2.+1")]
    [InlineData("192.0.2.-1")]
    [InlineData("0xC0.0.2.1")]
    [InlineData("3221225985")]
    [InlineData("192.0.2.1:443")]
    [InlineData("192.0.2.1, 10.0.0.1")]
    [InlineData("[2001:db8::1]")]
    [InlineData("2001:db8::1%eth0")]
    [InlineData("fe80::1%1")]
    [InlineData("2001:db8::1::2")]
    [InlineData(":::")]
    [InlineData(":")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData(":2:3:4:5:6:7:8")]
    [InlineData("1::2:3:4:5:6:7:8")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::192.0.2.1:1")]
    [InlineData("192.0.2.1::")]
    [InlineData("::ffff:192.0.2.256")]
    [InlineData("test-invoke-source-ip")]
    public void Text_that_is_not_an_address_is_refused(string text) => Assert.False(IpAddress.TryParse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData("::/0", "192.0.2.1", false)]
    [InlineData("::/0", "::ffff:192.0.2.1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("0.0.0.0/0", "::ffff:192.0.2.1", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.9", true)]
    public void A_block_contains_only_addresses_of_its_own_IP_version(string block, string address, bool inside)
    {
        Assert.True(IpAddress.TryParse(Encoding.ASCII.GetBytes(address), out UInt128 number));
        Assert.Equal(inside, IpBlock.TryParse(block, out _)!.Contains(number));
    }

    [Theory]
    [InlineData("192.0.2.1", "no prefix length; write 192.0.2.1/32")]
    [InlineData("2001:db8::1", "write 2001:db8::1/128")]
    [InlineData("192.0.2.1/24", "has host bits set; write 192.0.2.0/24")]
    [InlineData("10.1.2.3/8", "write 10.0.0.0/8")]
    [InlineData("2001:db8::1/32", "write 2001:db8::/32")]
    [InlineData("2001:db8::3/127", "write 2001:db8:0:0:0:0:0:2/127")]
    [InlineData("1:2:3:4:5:6:7:8/112", "write 1:2:3:4:5:6:7::/112")]
    [InlineData("::1/0", "write ::/0")]
    [InlineData("192.0.2.0/33", "0 to 32")]
    [InlineData("2001:db8::/129", "0 to 128")]
    [InlineData("192.0.2.0/", "0 to 32")]
    [InlineData("192.0.2.0/024", "0 to 32")]
    [InlineData("192.0.2.0/+24", "0 to 32")]
    [InlineData("192.0.2.0/24/24", "0 to 32")]
    [InlineData("192.0.2.0/255.255.255.0", "0 to 32")]
    [InlineData("*", "not a CIDR block")]
    [InlineData("", "not a CIDR block")]
    public void The_message_about_an_invalid_block_says_what_to_write(string text, string problem)
    {
        Assert.Null(IpBlock.TryParse(text, out string? said));
        Assert.Contains(problem, said!, StringComparison.Ordinal);
    }

    private static IPAddress Read(string text)
    {
        Assert.True(IpAddress.TryParse(Encoding.ASCII.GetBytes(text), out UInt128 address), text);
        byte[] bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(bytes);
    }
}
