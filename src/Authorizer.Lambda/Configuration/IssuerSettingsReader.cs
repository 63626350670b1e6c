using System;
using System.Collections.Generic;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Reads which issuers are accepted: Cognito user pools, literal issuers, and where their keys are.</summary>
internal static class IssuerSettingsReader
{
    private const string UserPoolIds = "AUTHORIZER_USER_POOL_IDS";
    private const string IssuerUrls = "AUTHORIZER_ISSUERS";
    private const string JwksUris = "AUTHORIZER_JWKS_URIS";

    /// <summary>Reads the three variables.</summary>
    /// <returns>At least one issuer; no name twice.</returns>
    /// <exception cref="ConfigurationException">A variable is missing or unusable.</exception>
    public static IssuerSettings[] Read(EnvironmentVariables variables)
    {
        Dictionary<string, Uri> overrides = ReadOverrides(variables);
        var issuers = new List<IssuerSettings>();
        foreach (string pool in variables.List(UserPoolIds))
        {
            (string region, string domain) = Region(pool);
            Add(issuers, $"https://cognito-idp.{region}.{domain}/{pool}", prefetch: true, UserPoolIds, overrides);
            Add(issuers, $"https://issuer-cognito-idp.{region}.{domain}/{pool}", prefetch: false, UserPoolIds, overrides);
        }

        foreach (string issuer in variables.List(IssuerUrls))
        {
            _ = WebAddress.Parse(issuer, IssuerUrls);
            Add(issuers, issuer, prefetch: true, IssuerUrls, overrides);
        }

        if (issuers.Count == 0)
        {
            throw EnvironmentVariables.Invalid(UserPoolIds, $"or {IssuerUrls} is required");
        }

        foreach (string unused in overrides.Keys)
        {
            throw EnvironmentVariables.Invalid(JwksUris, $"names an issuer that is not accepted: {unused}");
        }

        return [.. issuers];
    }

    private static void Add(List<IssuerSettings> issuers, string name, bool prefetch, string variable, Dictionary<string, Uri> overrides)
    {
        if (issuers.Exists(issuer => issuer.Name == name))
        {
            throw EnvironmentVariables.Invalid(variable, "names an issuer twice");
        }

        Uri uri = overrides.Remove(name, out Uri? replaced)
            ? replaced
            : WebAddress.Parse(name.TrimEnd('/') + "/.well-known/jwks.json", variable);
        issuers.Add(new IssuerSettings(name, uri, prefetch));
    }

    // A pool id is its region, an underscore and a random part (Amazon Cognito API reference: "UserPoolType", Id).
    private static (string Region, string Domain) Region(string pool)
    {
        int underscore = pool.IndexOf('_', StringComparison.Ordinal);
        bool valid = underscore > 0 && underscore < pool.Length - 1 && pool.Length <= 55;
        for (int i = 0; i < pool.Length && valid; i++)
        {
            valid = i == underscore || char.IsAsciiLetterOrDigit(pool[i]) || (i < underscore && pool[i] == '-');
        }

        if (!valid)
        {
            throw EnvironmentVariables.Invalid(UserPoolIds, "has an entry that is no user pool id such as us-east-1_AbC123");
        }

        string region = pool[..underscore];
        bool china = region.StartsWith("cn-", StringComparison.Ordinal);
        bool sovereign = region.StartsWith("eusc-", StringComparison.Ordinal);
        return (region, china ? "amazonaws.com.cn" : sovereign ? "amazonaws.eu" : "amazonaws.com");
    }

    private static Dictionary<string, Uri> ReadOverrides(EnvironmentVariables variables)
    {
        var overrides = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (string entry in variables.List(JwksUris))
        {
            int equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !overrides.TryAdd(entry[..equals], WebAddress.Parse(entry[(equals + 1)..], JwksUris)))
            {
                throw EnvironmentVariables.Invalid(JwksUris, "has an entry that is not issuer=uri, or an issuer twice");
            }
        }

        return overrides;
    }
}
