using System;
using System.Text.RegularExpressions;

namespace DevTool.Gateway.Responses;

/// <summary>
/// The plain substitution of gateway responses (API Gateway documentation: "Gateway responses in API Gateway"): variables are replaced
/// as they are. The language of mapping templates is not supported.
/// </summary>
internal static partial class SubstitutedText
{
    /// <summary>Whether a header can have this value.</summary>
    /// <param name="mapping">Text in single quotes, or a variable without its dollar sign.</param>
    public static bool IsParameterMapping(string mapping) => Literal(mapping) is not null || OneVariable().IsMatch(mapping);

    /// <summary>The value of a mapped header.</summary>
    /// <param name="mapping">Text in single quotes, or a variable without its dollar sign.</param>
    /// <param name="variable">Finds a variable's value.</param>
    /// <returns>The value, or <see langword="null"/> if the variable has none.</returns>
    public static string? Map(string mapping, Func<string, string?> variable) => Literal(mapping) ?? variable(mapping);

    /// <summary>Replaces the variables of a template.</summary>
    /// <param name="variable">Finds a variable's value.</param>
    /// <returns>The text; a variable without a value is empty.</returns>
    public static string Fill(string template, Func<string, string?> variable) =>
        Variables().Replace(template, match => variable(match.Groups[1].Value) ?? string.Empty);

    /// <summary>Finds a construct of a template that is not supported.</summary>
    /// <returns>The first one, or <see langword="null"/>.</returns>
    public static string? FindUnknown(string template) =>
        Construct().Match(Variables().Replace(template, string.Empty)) is { Success: true } found ? found.Value : null;

    private static string? Literal(string mapping) => mapping is ['\'', .., '\''] ? mapping[1..^1] : null;

    [GeneratedRegex(@"\$(context\.[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*|stageVariables\.[A-Za-z0-9_]+|method\.request\.(?:header|querystring|path)\.[A-Za-z0-9_-]+)")]
    private static partial Regex Variables();

    [GeneratedRegex(@"^(?:context\.[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*|stageVariables\.[A-Za-z0-9_]+|method\.request\.(?:header|querystring|path)\.[A-Za-z0-9_-]+)$")]
    private static partial Regex OneVariable();

    [GeneratedRegex(@"\$[!{]*[A-Za-z.]+|^\s*#[a-z]+", RegexOptions.Multiline)]
    private static partial Regex Construct();
}
