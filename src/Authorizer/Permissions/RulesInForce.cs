using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Options;

namespace Authorizer.Permissions;

/// <summary>Rules in force, and the claims that tokens are read for because of them. Immutable, but not thread-safe.</summary>
public sealed class RulesInForce
{
    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules, in their file's order.</param>
    internal RulesInForce(IReadOnlyList<Rule> rules, AuthorizationOptions options)
    {
        // New rules may ask for claims that nobody asked for before, so each set of rules comes with its own names.
        Claims = new ClaimNames(options);
        Rules = new RuleSet(rules, options.PolicyScope, Claims);
        if (options.ResourceMetadataUrl is not null)
        {
            Rules.OfferStepUps(rules);
        }
    }

    /// <summary>The rules, compiled.</summary>
    internal RuleSet Rules { get; }

    /// <summary>The claims anybody asks for.</summary>
    internal ClaimNames Claims { get; }

    /// <summary>Reads and compiles a permissions document.</summary>
    /// <param name="options">What else is configured: a rule that contradicts it can never match.</param>
    /// <returns>The rules.</returns>
    /// <exception cref="ConfigurationException">The document cannot be used; the message names rule and line.</exception>
    public static RulesInForce Read(string name, byte[] json, AuthorizationOptions options) =>
        new(PermissionsReader.Read(name, json, options), options);
}
