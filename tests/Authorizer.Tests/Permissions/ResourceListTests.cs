using System.Text;
using Authorizer.Permissions;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>The bounds of the list of a policy's resources, from both sides.</summary>
public sealed class ResourceListTests
{
    private const int MaxCount = ResourceList.MaxBytes / 16;

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void It_holds_as_many_bytes_as_it_has_and_no_more(int tooMany, bool overflows)
    {
        var list = new ResourceList();
        Add(list, new string('a', ResourceList.MaxBytes / 2));

        Add(list, new string('b', (ResourceList.MaxBytes / 2) + tooMany));

        Assert.Equal(overflows, list.Overflowed);
        Assert.Equal(overflows ? 1 : 2, list.Count);
    }

    [Fact]
    public void It_holds_as_many_resources_as_it_has_places_and_no_more()
    {
        var list = new ResourceList();
        for (int i = 0; i < MaxCount; i++)
        {
            Add(list, $"GET/{i}");
        }

        Assert.False(list.Overflowed);
        Assert.Equal(MaxCount, list.Count);
        Assert.Equal($"GET/{MaxCount - 1}", Encoding.UTF8.GetString(list[MaxCount - 1]));

        Add(list, "GET/more");

        Assert.True(list.Overflowed);
        Assert.Equal(MaxCount, list.Count);
    }

    [Fact]
    public void Parts_make_one_resource_and_one_that_is_there_already_is_not_added()
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
    public void What_is_taken_out_leaves_nothing()
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
