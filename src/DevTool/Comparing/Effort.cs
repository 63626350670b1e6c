using System;

namespace DevTool.Comparing;

/// <summary>A comparison would take too much time or too much memory.</summary>
internal sealed class TooComplexException() : Exception("the rules have too many combinations");

/// <summary>
/// A budget of computation. The budget counts steps instead of seconds, so that a comparison has the same result on every machine.
/// </summary>
/// <param name="steps">The largest number of steps.</param>
/// <param name="whole">A larger budget that the steps also count against, or <see langword="null"/>.</param>
internal sealed class Effort(long steps, Effort? whole = null)
{
    private long _left = steps;

    /// <summary>Whether the budget is used up.</summary>
    public bool IsSpent => _left <= 0;

    /// <summary>Subtracts steps from the budget.</summary>
    /// <param name="count">The number of steps.</param>
    /// <exception cref="TooComplexException">The budget is used up.</exception>
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
