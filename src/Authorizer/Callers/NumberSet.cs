using System;

namespace Authorizer.Callers;

/// <summary>A set of small numbers as bits; fixed in size, cleared and filled anew for each caller.</summary>
/// <param name="capacity">One more than the largest number.</param>
internal sealed class NumberSet(int capacity)
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _bits = new ulong[(capacity / BitsPerWord) + 1];

    /// <summary>Takes all numbers out.</summary>
    public void Clear() => _bits.AsSpan().Clear();

    /// <summary>Puts a number in.</summary>
    /// <param name="number">The number; a negative one, which stands for something unknown, changes nothing.</param>
    public void Add(int number)
    {
        if (number >= 0)
        {
            _bits[number / BitsPerWord] |= 1UL << (number % BitsPerWord);
        }
    }

    /// <summary>Whether at least one of several numbers is in the set.</summary>
    /// <returns>False where there are none.</returns>
    public bool HasAny(ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            if (Has(number))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all of several numbers are in the set.</summary>
    /// <returns>True where there are none.</returns>
    public bool HasAll(ReadOnlySpan<int> numbers)
    {
        foreach (int number in numbers)
        {
            if (!Has(number))
            {
                return false;
            }
        }

        return true;
    }

    private bool Has(int number) => (_bits[number / BitsPerWord] & (1UL << (number % BitsPerWord))) != 0;
}
