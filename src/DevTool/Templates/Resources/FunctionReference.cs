using System.Linq;
using System.Text.RegularExpressions;

namespace DevTool.Templates.Resources;

/// <summary>
/// Finds the function that an API refers to. The reference is the function's ARN, or the longer ARN with which API Gateway invokes the function.
/// </summary>
internal static partial class FunctionReference
{
    /// <summary>Reads a reference.</summary>
    /// <param name="properties">The properties that contain the reference.</param>
    /// <param name="name">The name of the property.</param>
    /// <returns>The logical ID of the function. A function that is not in the template is reported as an error.</returns>
    public static string Read(PropertyReader properties, string name)
    {
        string arn = properties.RequiredText(name);
        Match match = Function().Match(arn);
        string id = match.Groups["id"].Value;
        bool isOwn = properties.Functions.Contains(id) && match.Groups["arn"].Value == PhysicalNames.FunctionArn(id);
        if (!isOwn && arn.Length > 0)
        {
            properties.Errors.Add(
                properties.LineOf(name),
                $"{name} is not a function of this template: \"{arn}\"; use one that the local gateway runs: {string.Join(", ", properties.Functions)}");
        }

        return id;
    }

    [GeneratedRegex("(?:^|/functions/)(?<arn>arn:aws:lambda:[^:]+:[^:]+:function:(?<id>[A-Za-z0-9_-]+))(?::[^/]+)?(?:/invocations)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Function();
}
