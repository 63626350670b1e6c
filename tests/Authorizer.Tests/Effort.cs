using System;
using System.Globalization;

namespace Authorizer.Tests;

/// <summary>
/// How many cases a property test runs: all of them, or the percentage in the variable <c>TEST_EFFORT</c>. Mutation
/// testing runs the same tests for each of many mutants and takes a tenth.
/// </summary>
internal static class Effort
{
    private static readonly int Percent =
        int.Parse(Environment.GetEnvironmentVariable("TEST_EFFORT") ?? "100", CultureInfo.InvariantCulture);

    /// <summary>The number of cases to try.</summary>
    /// <param name="all">The number in an ordinary run.</param>
    public static int Cases(int all) => Math.Max(1, all * Percent / 100);
}
