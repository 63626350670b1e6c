using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Json;
using CsCheck;
using Xunit;

namespace Authorizer.Tests.Json;

/// <summary>Compares the index with a dictionary. Some strings are repeated, empty, or prefixes of others.</summary>
public sealed class Utf8IndexTests
{
    private static readonly Gen<string[]> Strings = Gen.Char["ab\0é"].Array[0, 5].Select(characters => new string(characters)).Array[0, 300];

    [Fact]
    public void The_index_and_a_dictionary_return_the_same_numbers() =>
        Gen.Select(Strings, Strings, Gen.Bool).Sample(
            (added, asked, trimmed) =>
            {
                var index = new Utf8Index();
                var expected = new Dictionary<string, int>();
                foreach (string text in added)
                {
                    bool isNew = expected.TryAdd(text, expected.Count);
                    Assert.Equal(isNew, index.TryAdd(Encoding.UTF8.GetBytes(text), out int number));
                    Assert.Equal(expected[text], number);
                    Assert.Equal(expected.Count, index.Count);
                    if (trimmed)
                    {
                        index.Trim();
                    }
                }

                foreach (string text in added.Concat(asked))
                {
                    byte[] utf8 = Encoding.UTF8.GetBytes(text);
                    int number = expected.GetValueOrDefault(text, -1);
                    Assert.Equal(number, index.Find(utf8));
                    Assert.Equal(number, index.Find(Utf8Index.Hash(utf8), utf8));
                }
            },
            iter: Effort.Cases(5_000));

    // A constant hash would be correct but slow. Therefore the hash must depend on the length and on every byte.
    [Theory]
    [InlineData("GET/{0}")]
    [InlineData("{0}")]
    [InlineData("a-name-of-more-than-eight-bytes-{0}")]
    [InlineData("{0}-a-name-of-more-than-eight-bytes")]
    public void Different_strings_have_different_hashes(string form)
    {
        const int Strings = 5_000;

        int hashes = Enumerable.Range(0, Strings)
            .Select(i => Utf8Index.Hash(Encoding.UTF8.GetBytes(string.Format(CultureInfo.InvariantCulture, form, i)))).Distinct().Count();

        Assert.InRange(hashes, Strings - 5, Strings);
    }

    [Fact]
    public void The_lowest_bits_of_the_hashes_are_evenly_distributed()
    {
        const int Buckets = 1024;
        int[] used = new int[Buckets];
        for (int i = 0; i < Buckets; i++)
        {
            used[Utf8Index.Hash(Encoding.UTF8.GetBytes($"group{i}")) % Buckets]++;
        }

        Assert.InRange(used.Max(), 1, 10);
    }
}
