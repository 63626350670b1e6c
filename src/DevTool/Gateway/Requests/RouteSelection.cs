using System.Text.Json;
using System.Text.RegularExpressions;

namespace DevTool.Gateway.Requests;

/// <summary>Finds the route key of a message (API Gateway documentation: "Selection expressions in API Gateway").</summary>
internal static partial class RouteSelection
{
    /// <summary>Whether an expression is supported here. It must be a path to a member of the message.</summary>
    public static bool IsKnown(string expression) => Path().IsMatch(expression);

    /// <summary>Evaluates an expression.</summary>
    /// <returns>The key, or <see langword="null"/> if the message does not contain the key or is not JSON.</returns>
    public static string? Evaluate(string expression, string message)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            JsonElement value = json.RootElement;
            foreach (string name in Path().Match(expression).Groups["path"].Value.Split('.'))
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                {
                    return null;
                }
            }

            return value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^(?:\$request\.body\.(?<path>[\w-]+(?:\.[\w-]+)*)|\$\{request\.body\.(?<path>[\w-]+(?:\.[\w-]+)*)\})$", RegexOptions.ExplicitCapture)]
    private static partial Regex Path();
}
