using System.Linq;
using System.Text;
using Authorizer.Keys;
using Authorizer.ManagedRsa;
using Xunit;

namespace Authorizer.Tests.Keys;

/// <summary>Accepted key sets, and key sets that are refused as a whole.</summary>
public sealed class JsonWebKeySetReaderTests
{
    private const string Other = """{"kty":"EC"}""";

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    public void A_set_of_up_to_100_keys_is_accepted(int count)
    {
        Assert.True(TryRead(Set(count), out JsonWebKeySet keys));

        Assert.Equal(0, keys.Count);
        Assert.Equal(count, keys.Unusable.Count);
    }

    [Fact]
    public void A_set_of_101_keys_is_refused() => Assert.False(TryRead(Set(101), out _));

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
    public void An_invalid_key_set_is_refused(string json) => Assert.False(TryRead(json, out _));

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"more":[1,{"keys":1}],"keys":[],"other":{}}""")]
    public void An_empty_set_and_unknown_members_are_accepted(string json) => Assert.True(TryRead(json, out _));

    private static string Set(int count) => $$"""{"keys":[{{string.Join(',', Enumerable.Repeat(Other, count))}}]}""";

    private static bool TryRead(string json, out JsonWebKeySet keys) =>
        JsonWebKeySetReader.TryRead(Encoding.UTF8.GetBytes(json), new ManagedRs256(), known: null, out keys);
}
