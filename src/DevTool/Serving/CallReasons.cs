using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Options;
using DevTool.Explaining;

namespace DevTool.Serving;

/// <summary>Decides a call of the local stack again, with the authorizer's own code, to find the reason.</summary>
/// <param name="variables">The authorizer's environment.</param>
/// <param name="keys">The issuer's keys as in <c>AUTHORIZER_JWKS_FILE</c>.</param>
/// <param name="permissions">Gives the rules, or <see langword="null"/> if there are none.</param>
internal sealed class CallReasons(IReadOnlyDictionary<string, string> variables, byte[] keys, Func<string?> permissions)
{
    /// <summary>Explains a decision.</summary>
    /// <returns>The reason, or <see langword="null"/> if there are no rules, or if they cannot be read or used.</returns>
    public CallReason? Of(byte[] authorizerEvent)
    {
        try
        {
            if (permissions() is not { } rules)
            {
                return null;
            }

            var request = new ExplainRequest
            {
                Variables = variables.GetValueOrDefault,
                PermissionsName = "permissions.json",
                Permissions = Encoding.UTF8.GetBytes(rules),
                Event = authorizerEvent,
                Jwks = keys,
            };

            // The caller has a name only after the token is verified.
            Explanation explanation = Explainer.Explain(request);
            explanation = NameOf(explanation.Token) is { } name ? Explainer.Explain(request with { CallerName = name }) : explanation;
            return new CallReason(explanation.Decision == "allow", explanation.Reason, explanation.Why);
        }
        catch (Exception unusable) when (unusable is ConfigurationException or ToolException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? NameOf(ExplainedToken? token) =>
        token is { Verified: true, Claims: { } claims } && JsonNode.Parse(claims)!["username"] is JsonValue value && value.TryGetValue(out string? name) ? name : null;
}
