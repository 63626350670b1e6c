using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>
/// Reads <c>Cors</c> of <c>AWS::Serverless::Api</c>. SAM adds a mock method <c>OPTIONS</c> to every path that does not have this method. The
/// mock sends the same response to all callers. For other responses, the backend and the gateway responses add the CORS headers.
/// </summary>
internal static class RestCorsReader
{
    private static readonly string[] AllMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    /// <summary>Creates the methods that answer preflight requests.</summary>
    /// <param name="api">The properties of the API.</param>
    /// <param name="authorizer">The authorizer of preflight requests, or <see langword="null"/>.</param>
    /// <returns>The methods to add.</returns>
    public static IReadOnlyList<RouteDefinition> Preflights(
        PropertyReader api, IReadOnlyList<RouteDefinition> methods, AuthorizerDefinition? authorizer)
    {
        List<(string Name, string Value)> headers = ReadHeaders(api, out string? allowMethods);
        return
        [
            .. methods.GroupBy(method => method.Path)
                .Where(path => !path.Any(method => method.Method == "OPTIONS"))
                .Select(path => new RouteDefinition("OPTIONS", path.Key, authorizer, Answer(path, headers, allowMethods))),
        ];
    }

    private static List<(string Name, string Value)> ReadHeaders(PropertyReader api, out string? allowMethods)
    {
        allowMethods = null;
        if (api.Value("Cors") is TemplateText)
        {
            return [("Access-Control-Allow-Origin", Unquoted(api, "Cors") ?? string.Empty)];
        }

        List<(string Name, string Value)> headers = [];
        if (api.Map("Cors") is { } cors)
        {
            foreach ((string property, string header) in new[]
            {
                ("AllowOrigin", "Access-Control-Allow-Origin"),
                ("AllowHeaders", "Access-Control-Allow-Headers"),
                ("MaxAge", "Access-Control-Max-Age"),
            })
            {
                if (Unquoted(cors, property) is { } value)
                {
                    headers.Add((header, value));
                }
            }

            if (cors.Boolean("AllowCredentials") == true)
            {
                headers.Add(("Access-Control-Allow-Credentials", "true"));
            }

            allowMethods = Unquoted(cors, "AllowMethods");
            cors.End();
        }

        return headers;
    }

    // The value is a mapping expression, which requires single quotes around texts.
    private static string? Unquoted(PropertyReader properties, string name)
    {
        string? value = properties.Text(name);
        if (value is null or ['\'', .., '\''])
        {
            return value?[1..^1];
        }

        properties.Errors.Add(properties.LineOf(name), $"the value of {name} must contain single quotes: \"'{value}'\"");
        return null;
    }

    private static MockIntegrationDefinition Answer(
        IEnumerable<RouteDefinition> path, List<(string Name, string Value)> headers, string? allowMethods)
    {
        bool any = path.Any(method => method.Method == RouteDefinition.AnyMethod);
        IEnumerable<string> methods = any ? AllMethods : path.Select(method => method.Method).Append("OPTIONS").Order();
        return new MockIntegrationDefinition(
            200,
            [
                .. headers.Select(header => KeyValuePair.Create(header.Name, header.Value)),
                KeyValuePair.Create("Access-Control-Allow-Methods", allowMethods ?? string.Join(',', methods)),
            ]);
    }
}
