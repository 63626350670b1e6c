using System;

namespace DevTool.Comparing;

/// <summary>A comparison would take too long or too much memory.</summary>
internal sealed class TooComplexException() : Exception("the rules have too many combinations");

/// <summary>
/// How much may still be computed. It counts steps and not seconds, so that a comparison has the same result on every machine.
/// </summary>
/// <param name="steps">The most steps.</param>
/// <param name="whole">The effort of which this is a part, or <see langword="null"/>.</param>
internal sealed class Effort(long steps, Effort? whole = null)
{
    private long _left = steps;

    /// <summary>Whether all steps are taken.</summary>
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
