using System;

namespace Authorizer.Callers;

/// <summary>A set of numbers with a fixed capacity. It is cleared and filled again for each caller.</summary>
/// <param name="capacity">One more than the largest number.</param>
internal sealed class NumberSet(int capacity)
{
    private const int BitsPerWord = 64;

    private readonly ulong[] _bits = new ulong[(capacity / BitsPerWord) + 1];

    public void Clear() => _bits.AsSpan().Clear();

    /// <summary>Adds a number. A negative number stands for a value that does not occur in the rules, and is ignored.</summary>
    public void Add(int number)
    {
        if (number >= 0)
        {
            _bits[number / BitsPerWord] |= 1UL << (number % BitsPerWord);
        }
    }

    /// <summary>Whether the set contains at least one of these numbers. False if there are no numbers.</summary>
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

    /// <summary>Whether the set contains all these numbers. True if there are no numbers.</summary>
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
