using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads identity sources in the notation of API Gateway. SAM generates this notation from <c>Identity</c>.</summary>
/// <param name="request">The prefix of request parameters: <c>method.request.</c>, <c>$request.</c>, <c>route.request.</c></param>
/// <param name="variable">The prefix of other variables: <c>$</c> on HTTP APIs, an empty text on other APIs.</param>
internal sealed class IdentityExpressions(string request, string variable)
{
    private readonly (string Prefix, IdentitySourceKind Kind)[] _kinds =
    [
        ($"{request}header.", IdentitySourceKind.Header),
        ($"{request}querystring.", IdentitySourceKind.QueryString),
        ($"{variable}stageVariables.", IdentitySourceKind.StageVariable),
        ($"{variable}context.", IdentitySourceKind.Context),
    ];

    /// <summary>Reads the identity sources.</summary>
    /// <param name="expressions">The expressions. The error of an empty expression was already reported.</param>
    /// <param name="properties">The properties that contain <c>IdentitySource</c>.</param>
    /// <returns>The supported sources. Other sources are reported as errors.</returns>
    public IReadOnlyList<IdentitySource> Read(IEnumerable<string> expressions, PropertyReader properties) =>
        [.. expressions.Where(expression => expression.Length > 0).Select(expression => Read(expression, properties)).OfType<IdentitySource>()];

    private IdentitySource? Read(string expression, PropertyReader properties)
    {
        foreach ((string prefix, IdentitySourceKind kind) in _kinds)
        {
            if (expression.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new IdentitySource(kind, expression[prefix.Length..]);
            }
        }

        properties.Errors.Add(properties.LineOf("IdentitySource"), $"\"{expression}\" is not an identity source of this kind of API; start it with {_kinds[0].Prefix}");
        return null;
    }
}
