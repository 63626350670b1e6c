using System;
using System.Text.RegularExpressions;

namespace DevTool.Gateway.Responses;

/// <summary>
/// Replaces variables with their values in gateway responses (API Gateway documentation: "Gateway responses in API Gateway"). The values
/// are inserted without escaping. The language of mapping templates is not supported.
/// </summary>
internal static partial class SubstitutedText
{
    /// <summary>Whether a mapping is valid for a header value.</summary>
    /// <param name="mapping">Text in single quotes, or a variable without its dollar sign.</param>
    public static bool IsParameterMapping(string mapping) => Literal(mapping) is not null || OneVariable().IsMatch(mapping);

    /// <summary>Computes the value of a mapped header.</summary>
    /// <param name="mapping">Text in single quotes, or a variable without its dollar sign.</param>
    /// <param name="variable">Returns the value of a variable.</param>
    /// <returns>The value, or <see langword="null"/> if the variable has no value.</returns>
    public static string? Map(string mapping, Func<string, string?> variable) => Literal(mapping) ?? variable(mapping);

    /// <summary>Replaces the variables of a template.</summary>
    /// <param name="variable">Returns the value of a variable.</param>
    /// <returns>The text. A variable without a value is replaced with an empty text.</returns>
    public static string Fill(string template, Func<string, string?> variable) =>
        Variables().Replace(template, match => variable(match.Groups[1].Value) ?? string.Empty);

    /// <summary>Finds a construct that is not supported in a template.</summary>
    /// <returns>The first such construct, or <see langword="null"/>.</returns>
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
