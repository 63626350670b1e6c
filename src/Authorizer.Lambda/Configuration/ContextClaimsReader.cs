using System;
using System.Collections.Generic;
using Authorizer.Options;
using Authorizer.Responses;

namespace Authorizer.Lambda.Configuration;

/// <summary>Reads which claims are copied into the context, and under which keys.</summary>
internal static class ContextClaimsReader
{
    private const string Variable = "AUTHORIZER_CONTEXT_CLAIMS";

    /// <summary>Reads the variable.</summary>
    /// <returns>The claims, their keys distinct.</returns>
    /// <exception cref="ConfigurationException">Two claims would have one key, or a key is taken.</exception>
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
                : throw EnvironmentVariables.Invalid(Variable, $"asks for the context key {key}, which is taken");
        });
    }
}
