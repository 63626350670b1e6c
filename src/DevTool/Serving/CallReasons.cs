using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Options;
using DevTool.Explaining;

namespace DevTool.Serving;

/// <summary>Finds the reason for a decision of the local stack by deciding about the call again with the authorizer's own code.</summary>
/// <param name="variables">The environment variables of the authorizer.</param>
/// <param name="keys">The keys of the issuer, in the format of <c>AUTHORIZER_JWKS_FILE</c>.</param>
/// <param name="permissions">Returns the rules, or <see langword="null"/> if there are no rules.</param>
internal sealed class CallReasons(IReadOnlyDictionary<string, string> variables, byte[] keys, Func<string?> permissions)
{
    /// <summary>Explains the decision about an event.</summary>
    /// <returns>The reason, or <see langword="null"/> if the rules are missing or invalid.</returns>
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

            // Explains twice, because the caller's name is known only after the first explanation has verified the token.
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
