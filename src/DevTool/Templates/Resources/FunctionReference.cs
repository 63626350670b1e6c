using System.Text.RegularExpressions;

namespace DevTool.Templates.Resources;

/// <summary>Finds the function that an API means: its ARN, or the longer form in which API Gateway invokes it.</summary>
internal static partial class FunctionReference
{
    /// <summary>Reads a reference.</summary>
    /// <param name="properties">Where it stands.</param>
    /// <param name="name">The property.</param>
    /// <returns>The function's logical id; empty where it is none of the template, which is an error.</returns>
    public static string Read(PropertyReader properties, string name)
    {
        string arn = properties.RequiredText(name);
        Match match = Function().Match(arn);
        if (!match.Success && arn.Length > 0)
        {
            properties.Errors.Add(properties.LineOf(name), $"{name} is no function of this template: {arn}");
        }

        return match.Groups["id"].Value;
    }

    [GeneratedRegex("(?:^|/functions/)arn:aws:lambda:[^:]+:[^:]+:function:(?<id>[A-Za-z0-9_-]+)(?::[^/]+)?(?:/invocations)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Function();
}
