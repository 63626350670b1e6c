using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Options;

namespace Authorizer.Permissions;

/// <summary>
/// Rules, and the claims that they need from tokens. When the rules change, a new object replaces this object. Not thread-safe, because
/// evaluation uses shared buffers.
/// </summary>
public sealed class RulesInForce
{
    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules in the order of the file.</param>
    internal RulesInForce(IReadOnlyList<Rule> rules, AuthorizationOptions options)
    {
        // New rules can need other claims, so each set of rules has its own list of claims.
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
    /// <param name="options">The configuration. A rule that contradicts it is reported, because it can never match.</param>
    /// <exception cref="ConfigurationException">The document has problems. The message contains rule and line.</exception>
    public static RulesInForce Read(string name, byte[] json, AuthorizationOptions options) =>
        new(PermissionsReader.Read(name, json, options), options);
}
