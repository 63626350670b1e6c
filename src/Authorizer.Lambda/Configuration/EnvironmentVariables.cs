using System;
using System.Collections.Generic;
using System.Globalization;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Typed reading of environment variables. A value that cannot be used is a <see cref="ConfigurationException"/>.</summary>
/// <param name="lookup">Gives a variable's value, or <see langword="null"/>.</param>
internal sealed class EnvironmentVariables(Func<string, string?> lookup)
{
    /// <summary>Makes the exception that names a variable.</summary>
    /// <param name="problem">What is wrong with it, as the rest of a sentence.</param>
    /// <returns>The exception to throw.</returns>
    public static ConfigurationException Invalid(string variable, string problem) => new($"{variable} {problem}.");

    /// <summary>A text, without surrounding white space.</summary>
    /// <returns><see langword="null"/> when unset or empty.</returns>
    public string? Text(string variable)
    {
        string? value = lookup(variable)?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>A comma-separated list; empty when unset.</summary>
    /// <returns>The entries, without surrounding white space.</returns>
    public string[] List(string variable)
    {
        if (Text(variable) is not { } value)
        {
            return [];
        }

        string[] entries = value.Split(',', StringSplitOptions.TrimEntries);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string entry in entries)
        {
            if (entry.Length == 0)
            {
                throw Invalid(variable, "has an empty entry");
            }

            if (!seen.Add(entry))
            {
                throw Invalid(variable, "names an entry twice");
            }
        }

        return entries;
    }

    /// <summary>A whole number within limits.</summary>
    /// <param name="minimum">The least value accepted.</param>
    /// <param name="maximum">The greatest value accepted.</param>
    /// <returns><see langword="null"/> when unset.</returns>
    public int? Integer(string variable, int minimum, int maximum)
    {
        if (Text(variable) is not { } value)
        {
            return null;
        }

        bool parsed = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return parsed && number >= minimum && number <= maximum
            ? number
            : throw Invalid(variable, $"is not a whole number from {minimum} to {maximum}");
    }

    /// <summary>One of several words.</summary>
    /// <typeparam name="T">What the words stand for.</typeparam>
    /// <param name="choices">The words, the default first.</param>
    /// <returns>What the chosen word stands for.</returns>
    public T Choice<T>(string variable, params ReadOnlySpan<(string Word, T Value)> choices)
    {
        string word = Text(variable) ?? choices[0].Word;
        string words = string.Empty;
        foreach ((string candidate, T value) in choices)
        {
            if (candidate == word)
            {
                return value;
            }

            words += words.Length == 0 ? candidate : ", " + candidate;
        }

        throw Invalid(variable, $"is none of: {words}");
    }
}
