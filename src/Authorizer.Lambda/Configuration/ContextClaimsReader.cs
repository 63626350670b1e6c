using System;
using System.Collections.Generic;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Reads which claims are copied into the context, and under which keys.</summary>
internal static class ContextClaimsReader
{
    private const string Variable = "AUTHORIZER_CONTEXT_CLAIMS";

    // The keys every context has already, and the one API Gateway reserves
    // (AWS documentation: "Output from an API Gateway Lambda authorizer").
    private static readonly string[] Taken =
    [
        "sub", "username", "clientId", "tokenUse", "scope", "groups", "issuer", "jti", "expiresAt", "ruleId",
        "errorCode", "errorMessage", "claims", "principalId", "integrationLatency",
    ];

    /// <summary>Reads the variable.</summary>
    /// <param name="variables">The environment.</param>
    /// <returns>The claims, their keys distinct.</returns>
    /// <exception cref="ConfigurationException">Two claims would have one key, or a key is taken.</exception>
    public static ContextClaim[] Read(EnvironmentVariables variables)
    {
        var keys = new HashSet<string>(Taken, StringComparer.Ordinal);
        return Array.ConvertAll(variables.List(Variable), claim =>
        {
            string key = string.Create(claim.Length, claim, static (target, source) =>
            {
                for (int i = 0; i < source.Length; i++)
                {
                    target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
                }
            });
            return keys.Add(key)
                ? new ContextClaim(claim, key)
                : throw EnvironmentVariables.Invalid(Variable, $"asks for the context key {key}, which is taken");
        });
    }
}
