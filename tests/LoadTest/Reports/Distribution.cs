using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;

namespace LoadTest.Reports;

/// <summary>The samples of one quantity, and their statistics.</summary>
internal sealed class Distribution
{
    private readonly double[] _sorted;

    public Distribution(IEnumerable<double> samples) => _sorted = [.. samples.Order()];

    /// <summary>The number of samples.</summary>
    public int Count => _sorted.Length;

    public double Minimum => Quantile(0);

    public double Median => Quantile(0.5);

    public double P90 => Quantile(0.9);

    public double P99 => Quantile(0.99);

    public double Maximum => Quantile(1);

    /// <summary>All samples in ascending order.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> Sorted => _sorted;

    /// <summary>Returns a quantile: the smallest sample such that at least this share of all samples is not larger.</summary>
    /// <param name="share">The share, from 0 to 1.</param>
    /// <returns>The quantile, or NaN if there are no samples.</returns>
    public double Quantile(double share)
    {
        if (_sorted.Length == 0)
        {
            return double.NaN;
        }

        int middle = _sorted.Length / 2;
        return share is 0.5 && _sorted.Length % 2 == 0
            ? (_sorted[middle - 1] + _sorted[middle]) / 2
            : _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];
    }
}
