using System.Globalization;

namespace DevTool;

/// <summary>Writes numbers with their nouns.</summary>
internal static class Plural
{
    /// <summary>Writes, for example, <c>1 rule</c> or <c>2 rules</c>.</summary>
    /// <param name="noun">The singular of a noun. The plural must end in s.</param>
    public static string Count(long number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? string.Empty : "s")}");
}
