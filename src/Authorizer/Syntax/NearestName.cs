using System;

namespace Authorizer.Syntax;

/// <summary>Guesses which known word the operator meant. Used only for messages of a failed start.</summary>
internal static class NearestName
{
    /// <summary>Finds the nearest known word, in quotes. Returns <see langword="null"/> if no word is near enough.</summary>
    public static string? Find(string written, ReadOnlySpan<string> known)
    {
        // Up to a third of the letters can be wrong. A text that is much longer than a known word is not a misspelling of it.
        int best = 1 + Math.Min(written.Length, 24) / 3;
        string? nearest = null;
        foreach (string candidate in known)
        {
            int distance = written.Length > 2 * candidate.Length ? int.MaxValue : Distance(written, candidate);
            if (distance < best)
            {
                best = distance;
                nearest = candidate;
            }
        }

        return nearest is null ? null : $"\"{nearest}\"";
    }

    /// <summary>
    /// Counts the letters that must be inserted, removed, replaced or swapped with their neighbor (optimal string alignment). Case is
    /// ignored.
    /// </summary>
    internal static int Distance(string a, string b)
    {
        int[] beforeLast = new int[b.Length + 1];
        int[] last = new int[b.Length + 1];
        int[] row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            (beforeLast, last, row) = (last, row, beforeLast);
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = last[j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, 1 + Math.Min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }

        return row[b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
