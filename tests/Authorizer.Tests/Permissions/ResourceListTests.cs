using System.Text;
using Authorizer.Permissions;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>The list of a policy's resources, below and above its limits.</summary>
public sealed class ResourceListTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_list_overflows_beyond_its_maximum_size(int tooMany, bool overflows)
    {
        var list = new ResourceList();
        Add(list, new string('a', ResourceList.MaxBytes / 2));

        Add(list, new string('b', (ResourceList.MaxBytes / 2) + tooMany));

        Assert.Equal(overflows, list.Overflowed);
        Assert.Equal(overflows ? 1 : 2, list.Count);
    }

    [Fact]
    public void Repeated_resources_are_stored_once_and_in_order()
    {
        const int Many = 20_000;
        var list = new ResourceList();
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < Many; i++)
            {
                Add(list, $"GET/{i}");
            }
        }

        Assert.False(list.Overflowed);
        Assert.Equal(Many, list.Count);
        for (int i = 0; i < Many; i += 999)
        {
            Assert.Equal($"GET/{i}", Encoding.UTF8.GetString(list[i]));
        }
    }

    [Theory]
    [InlineData("GET/a/b", true)]
    [InlineData("GET/a/b/c", true)]
    [InlineData("GET/a/b/*", true)]
    [InlineData("GET/a/*", false)]
    [InlineData("GET/a", false)]
    [InlineData("GET/ab", false)]
    [InlineData("POST/a/b", false)]
    public void A_wildcard_covers_the_resources_below_it(string resource, bool covered)
    {
        var list = new ResourceList();
        Add(list, resource, wildcard: resource.EndsWith('*'));
        Add(list, "GET/a/*", wildcard: true);

        Assert.Equal(covered, list.IsCovered(0));
    }

    [Fact]
    public void Appended_parts_form_one_resource_and_duplicates_are_not_added()
    {
        var list = new ResourceList();
        list.Append("GET"u8);
        list.Append("/a"u8);
        list.Complete(wildcard: false);
        list.Append("GET/longer"u8);
        list.Abandon();
        Add(list, "GET/a");
        Add(list, "GET/b/*", wildcard: true);

        Assert.Equal(2, list.Count);
        Assert.Equal("GET/a", Encoding.UTF8.GetString(list[0]));
        Assert.Equal("GET/b/*", Encoding.UTF8.GetString(list[1]));
        Assert.Equal(7, list.Longest);
        Assert.True(list.HasWildcard);
    }

    [Fact]
    public void Clear_empties_the_list()
    {
        var list = new ResourceList();
        Add(list, "GET/a/*", wildcard: true);
        Add(list, new string('x', ResourceList.MaxBytes));
        Assert.True(list.Overflowed);

        list.Clear();

        Assert.Equal((0, 0, false, false), (list.Count, list.Longest, list.Overflowed, list.HasWildcard));
        Add(list, "GET/b");
        Assert.Equal("GET/b", Encoding.UTF8.GetString(list[0]));
    }

    private static void Add(ResourceList list, string resource, bool wildcard = false)
    {
        list.Append(Encoding.UTF8.GetBytes(resource));
        list.Complete(wildcard);
    }
}
