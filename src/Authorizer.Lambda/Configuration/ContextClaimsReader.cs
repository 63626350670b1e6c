using System;
using System.Collections.Generic;
using Authorizer.Options;
using Authorizer.Responses;

namespace Authorizer.Lambda.Configuration;

/// <summary>
/// Reads <c>AUTHORIZER_CONTEXT_CLAIMS</c>: the claims that are copied into the context, each with its key in the context.
/// </summary>
internal static class ContextClaimsReader
{
    private const string Variable = "AUTHORIZER_CONTEXT_CLAIMS";

    /// <summary>Reads the variable.</summary>
    /// <returns>Claims with distinct keys.</returns>
    /// <exception cref="ConfigurationException">
    /// Two claims would have the same key, or the context already uses the key of a claim.
    /// </exception>
    public static ContextClaim[] Read(EnvironmentVariables variables)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        return Array.ConvertAll(variables.List(Variable), claim =>
        {
            string key = string.Create(claim.Length, claim, static (target, source) =>
            {
                for (int i = 0; i < source.Length; i++)
                {
                    target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
                }
            });
            return !ContextWriter.IsTaken(key) && keys.Add(key)
                ? new ContextClaim(claim, key)
                : throw EnvironmentVariables.Invalid(Variable, $"copies the claim {EnvironmentVariables.Quoted(claim)} to the context key \"{key}\", which already has a value; remove the claim");
        });
    }
}
