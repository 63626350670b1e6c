using System;
using System.Globalization;

namespace Authorizer.Tests;

/// <summary>
/// The number of cases of a property test: all cases, or the percentage in the variable <c>TEST_EFFORT</c>. Mutation testing runs a tenth
/// of the cases, because it repeats each test for many mutants.
/// </summary>
internal static class Effort
{
    private static readonly int Percent =
        int.Parse(Environment.GetEnvironmentVariable("TEST_EFFORT") ?? "100", CultureInfo.InvariantCulture);

    /// <summary>The number of cases to run.</summary>
    /// <param name="all">The number of cases without <c>TEST_EFFORT</c>.</param>
    public static int Cases(int all) => Math.Max(1, all * Percent / 100);
}
