using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace Benchmarks;

/// <summary>
/// The option <c>--in-turn</c> measures two operations alternately in short blocks. On a busy machine, the times of two successive
/// benchmarks of the same operation differ by a third. Noise that affects both blocks equally does not change their ratio.
/// </summary>
internal static class InTurn
{
    private const int CallsOfABlock = 500;
    private const int Blocks = 1500;
    private const int WarmUp = 200;

    /// <summary>Measures how much a hundred thousand revocations of each kind slow down a decision with a cached token.</summary>
    public static void CompareRevocations()
    {
        using var benchmarks = new VerificationBenchmarks();
        benchmarks.Setup();
        Console.WriteLine(Compare(benchmarks.WholeDecisionOnCacheHit, benchmarks.WholeDecisionOnCacheHitWithManyRevocations));
    }

    private static string Compare(Func<bool> plain, Func<bool> other)
    {
        var times = new (double Plain, double Other)[Blocks];
        for (int block = -WarmUp; block < Blocks; block++)
        {
            // The order of the two operations alternates.
            bool plainFirst = block % 2 == 0;
            double first = Microseconds(plainFirst ? plain : other);
            double second = Microseconds(plainFirst ? other : plain);
            times[Math.Max(block, 0)] = plainFirst ? (first, second) : (second, first);
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(VerificationBenchmarks.WholeDecisionOnCacheHit)} {Median(time => time.Plain):0.00} µs, with many revocations {Median(time => time.Other):0.00} µs; median of the ratios of neighbours {Median(time => time.Other / time.Plain):0.000}");

        double Median(Func<(double Plain, double Other), double> value) => times.Select(value).Order().ElementAt(Blocks / 2);
    }

    private static double Microseconds(Func<bool> call)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < CallsOfABlock; i++)
        {
            _ = call();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / CallsOfABlock;
    }
}
