using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Options;

namespace Authorizer.Permissions;

/// <summary>
/// Rules, and the claims that they need from tokens. Replaced as a whole. Evaluation uses shared buffers, so it is not thread-safe.
/// </summary>
public sealed class RulesInForce
{
    /// <summary>Compiles rules.</summary>
    /// <param name="rules">In the file's order.</param>
    internal RulesInForce(IReadOnlyList<Rule> rules, AuthorizationOptions options)
    {
        // New rules may need other claims, so each set of rules has its own list of claim names.
        Claims = new ClaimNames(options);
        Rules = new RuleSet(rules, options.PolicyScope, Claims);
        if (options.ResourceMetadataUrl is not null)
        {
            Rules.OfferStepUps(rules);
        }
    }

    internal RuleSet Rules { get; }

    /// <summary>The claims that rules and settings need.</summary>
    internal ClaimNames Claims { get; }

    /// <summary>Reads and compiles a permissions document.</summary>
    /// <param name="options">A rule that contradicts them can never match, and is reported.</param>
    /// <exception cref="ConfigurationException">The document has problems; the message names rule and line.</exception>
    public static RulesInForce Read(string name, byte[] json, AuthorizationOptions options) =>
        new(PermissionsReader.Read(name, json, options), options);
}
