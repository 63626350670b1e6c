using System;
using System.Collections.Generic;
using System.Globalization;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Reads typed environment variables. An invalid value causes a <see cref="ConfigurationException"/>.</summary>
/// <param name="lookup">Returns a variable's value, or <see langword="null"/> if it is not set.</param>
internal sealed class EnvironmentVariables(Func<string, string?> lookup)
{
    private const int MaxQuotedCharacters = 200;

    /// <summary>Creates the exception for an invalid variable. Its message begins with the variable's name.</summary>
    /// <param name="problem">The rest of the message: the value that was found, and what to do.</param>
    public static ConfigurationException Invalid(string variable, string problem) => new($"{variable} {problem}");

    /// <summary>
    /// Quotes a value for a message. At most 200 characters are quoted, so that a message never contains a complete token. Do not use this
    /// for values that can contain a password, such as a URL.
    /// </summary>
    public static string Quoted(string value) =>
        value.Length <= MaxQuotedCharacters ? $"\"{value}\"" : $"\"{value[..MaxQuotedCharacters]}…\"";

    /// <summary>Reads a value, without surrounding white space.</summary>
    /// <returns><see langword="null"/> if the variable is not set or empty.</returns>
    public string? Text(string variable)
    {
        string? value = lookup(variable)?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    /// <summary>
    /// Reads the distinct entries of a comma-separated list, without surrounding white space. Empty if the variable is not set.
    /// </summary>
    /// <exception cref="ConfigurationException">An entry is empty or duplicate.</exception>
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
                throw Invalid(variable, $"has an empty entry, number {seen.Count + 1}; remove the comma");
            }

            if (!seen.Add(entry))
            {
                throw Invalid(variable, $"has a duplicate entry, number {seen.Count + 1}; remove it");
            }
        }

        return entries;
    }

    /// <summary>Reads a whole number from <paramref name="minimum"/> to <paramref name="maximum"/>.</summary>
    /// <returns><see langword="null"/> if the variable is not set.</returns>
    public int? Integer(string variable, int minimum, int maximum)
    {
        if (Text(variable) is not { } value)
        {
            return null;
        }

        bool parsed = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return parsed && number >= minimum && number <= maximum
            ? number
            : throw Invalid(variable, $"is {Quoted(value)}; use a whole number from {minimum} to {maximum}");
    }

    /// <summary>Reads one of several words, and returns its value.</summary>
    /// <param name="choices">The words with their values. The first word is the default.</param>
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

        throw Invalid(variable, $"is {Quoted(word)}; use one of: {words}");
    }
}
