using System.Linq;
using System.Text;
using Authorizer.Keys;
using Authorizer.ManagedRsa;
using Xunit;

namespace Authorizer.Tests.Keys;

/// <summary>Key sets that are accepted, and those that are refused as a whole.</summary>
public sealed class JsonWebKeySetReaderTests
{
    private const string Other = """{"kty":"EC"}""";

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    public void A_set_has_up_to_100_keys(int count)
    {
        Assert.True(TryRead(Set(count), out JsonWebKeySet keys));

        Assert.Equal(0, keys.Count);
        Assert.Equal(count, keys.Unusable.Count);
    }

    [Fact]
    public void A_set_of_more_keys_is_refused() => Assert.False(TryRead(Set(101), out _));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""{"keys":"none"}""")]
    [InlineData("""{"keys":[1]}""")]
    [InlineData($$"""{"keys":[{{Other}},null]}""")]
    [InlineData("""{"keys":[{"kty":}]}""")]
    [InlineData("""{"keys":[{"kty":"EC","kty":"EC"}]}""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{"more":[1,"keys":[]}""")]
    [InlineData("""{"keys":[]}{}""")]
    public void What_is_no_key_set_is_refused(string json) => Assert.False(TryRead(json, out _));

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"more":[1,{"keys":1}],"keys":[],"other":{}}""")]
    public void A_set_may_be_empty_and_have_other_members(string json) => Assert.True(TryRead(json, out _));

    private static string Set(int count) => $$"""{"keys":[{{string.Join(',', Enumerable.Repeat(Other, count))}}]}""";

    private static bool TryRead(string json, out JsonWebKeySet keys) =>
        JsonWebKeySetReader.TryRead(Encoding.UTF8.GetBytes(json), new ManagedRs256(), known: null, out keys);
}
