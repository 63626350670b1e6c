using System.Linq;
using Authorizer.Callers;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>Sets of numbers, with numbers on both sides of each boundary between two 64-bit words.</summary>
public sealed class NumberSetTests
{
    private const int Capacity = 200;

    [Fact]
    public void A_set_contains_exactly_the_added_numbers()
    {
        for (int added = 0; added < Capacity; added++)
        {
            var set = new NumberSet(Capacity);
            set.Add(added);
            set.Add(-1);

            Assert.Equal([added], Enumerable.Range(0, Capacity).Where(number => set.HasAny([number])));
            Assert.Equal([added], Enumerable.Range(0, Capacity).Where(number => set.HasAll([number])));
            set.Clear();
            Assert.DoesNotContain(Enumerable.Range(0, Capacity), number => set.HasAny([number]));
        }
    }

    [Fact]
    public void HasAny_requires_one_number_and_HasAll_requires_every_number()
    {
        var set = new NumberSet(Capacity);
        set.Add(3);
        set.Add(130);

        Assert.True(set.HasAny([1, 3]));
        Assert.True(set.HasAny([130, 1]));
        Assert.False(set.HasAny([1, 2]));
        Assert.False(set.HasAny([]));
        Assert.True(set.HasAll([3, 130]));
        Assert.False(set.HasAll([3, 130, 131]));
        Assert.False(set.HasAll([1, 3]));
        Assert.True(set.HasAll([]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(128)]
    public void A_set_accepts_a_number_equal_to_its_capacity(int capacity)
    {
        var set = new NumberSet(capacity);

        set.Add(capacity);

        Assert.True(set.HasAny([capacity]));
    }
}
