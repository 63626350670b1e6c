using System;

namespace DevTool.Comparing;

/// <summary>A comparison would take too long or too much memory.</summary>
internal sealed class TooComplexException() : Exception("the rules have too many combinations");

/// <summary>
/// A budget of computation. It counts steps instead of seconds, so that a comparison has the same result on every machine.
/// </summary>
/// <param name="steps">The most steps.</param>
/// <param name="whole">The budget that these steps are also taken from, or <see langword="null"/>.</param>
internal sealed class Effort(long steps, Effort? whole = null)
{
    private long _left = steps;

    /// <summary>Whether no steps are left.</summary>
    public bool IsSpent => _left <= 0;

    /// <summary>Takes steps.</summary>
    /// <param name="count">How many.</param>
    /// <exception cref="TooComplexException">There are no more.</exception>
    public void Spend(int count = 1)
    {
        whole?.Spend(count);
        _left -= count;
        if (IsSpent)
        {
            throw new TooComplexException();
        }
    }
}
