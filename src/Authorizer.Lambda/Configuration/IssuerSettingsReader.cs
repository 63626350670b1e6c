using System;
using System.Collections.Generic;
using Authorizer.Options;

namespace Authorizer.Lambda.Configuration;

/// <summary>Reads the accepted issuers from three variables: Cognito user pools, issuer URLs, and URLs of keys.</summary>
internal static class IssuerSettingsReader
{
    private const string UserPoolIds = "AUTHORIZER_USER_POOL_IDS";
    private const string IssuerUrls = "AUTHORIZER_ISSUERS";
    private const string JwksUris = "AUTHORIZER_JWKS_URIS";

    /// <summary>Reads the three variables.</summary>
    /// <returns>At least one issuer, with distinct names.</returns>
    /// <exception cref="ConfigurationException">A variable is missing or invalid.</exception>
    public static IssuerSettings[] Read(EnvironmentVariables variables, WebAddresses addresses)
    {
        Dictionary<string, Uri> overrides = ReadOverrides(variables, addresses);
        var issuers = new List<IssuerSettings>();
        var pools = new HashSet<string>(StringComparer.Ordinal);
        foreach (string entry in variables.List(UserPoolIds))
        {
            // A replica has its own endpoints but the same pool ID. Published sources disagree whether its tokens contain the issuer URL of
            // the home Region or of the replica's Region, so both are accepted.
            int at = entry.IndexOf('@', StringComparison.Ordinal);
            string pool = at < 0 ? entry : entry[..at];
            string home = HomeRegion(pool);
            if (pools.Add(pool))
            {
                AddForms(pool, home, prefetch: true);
            }

            if (at >= 0)
            {
                AddForms(pool, ReplicaRegion(entry[(at + 1)..], home), prefetch: false);
            }
        }

        string[] urls = variables.List(IssuerUrls);
        for (int i = 0; i < urls.Length; i++)
        {
            string issuer = urls[i];
            Uri address = WebAddresses.Parse(issuer, IssuerUrls, entry: i + 1);
            int form = issuers.FindIndex(known => known.Name == issuer);
            if (form >= 0)
            {
                // This URL is also an issuer of a configured pool. Its keys are prefetched, because this variable contains the URL.
                issuers[form] = issuers[form] with { Prefetch = true, MayHaveNoKeys = false };
                continue;
            }

            // Pinned keys are never fetched, so they need no TLS.
            bool mustBePinned = address.Scheme == Uri.UriSchemeHttp && !addresses.IsFetchable(address);
            issuers.Add(new IssuerSettings(issuer, mustBePinned ? Override(issuer) : KeysOf(issuer, IssuerUrls), Prefetch: true) { MustBePinned = mustBePinned });
        }

        if (issuers.Count == 0)
        {
            throw EnvironmentVariables.Invalid(UserPoolIds, $"or {IssuerUrls} is required; set the pool ID, for example us-east-1_AbC123");
        }

        foreach (string unused in overrides.Keys)
        {
            throw EnvironmentVariables.Invalid(JwksUris, $"has an entry for {EnvironmentVariables.Quoted(unused)}, which is not an accepted issuer; remove it, or add the issuer to {IssuerUrls}");
        }

        return [.. issuers];

        // The second form of the issuer (issuer-cognito-idp) answers 403 if a pool does not use it. Its keys are fetched only when a token
        // with this issuer arrives.
        void AddForms(string pool, string region, bool prefetch)
        {
            bool china = region.StartsWith("cn-", StringComparison.Ordinal);
            bool sovereign = region.StartsWith("eusc-", StringComparison.Ordinal);
            string domain = china ? "amazonaws.com.cn" : sovereign ? "amazonaws.eu" : "amazonaws.com";
            AddForm($"https://cognito-idp.{region}.{domain}/{pool}", pool, prefetch, mayHaveNoKeys: false);
            AddForm($"https://issuer-cognito-idp.{region}.{domain}/{pool}", pool, prefetch: false, mayHaveNoKeys: true);
        }

        void AddForm(string name, string pool, bool prefetch, bool mayHaveNoKeys)
        {
            if (issuers.Exists(issuer => issuer.Name == name))
            {
                throw EnvironmentVariables.Invalid(UserPoolIds, $"has two entries for the issuer {name}; remove one");
            }

            issuers.Add(new IssuerSettings(name, KeysOf(name, UserPoolIds), prefetch) { Pool = pool, MayHaveNoKeys = mayHaveNoKeys });
        }

        Uri KeysOf(string name, string variable) =>
            Override(name) ?? addresses.ParseFetchable(name.TrimEnd('/') + "/.well-known/jwks.json", variable);

        Uri? Override(string name) => overrides.Remove(name, out Uri? replaced) ? replaced : null;
    }

    // A pool ID consists of a Region, an underscore and a random part (Amazon Cognito API reference: "UserPoolType", Id).
    private static string HomeRegion(string pool)
    {
        int underscore = pool.IndexOf('_', StringComparison.Ordinal);
        bool valid = underscore > 0 && underscore < pool.Length - 1 && pool.Length <= 55;
        for (int i = 0; i < pool.Length && valid; i++)
        {
            valid = i == underscore || char.IsAsciiLetterOrDigit(pool[i]) || (i < underscore && pool[i] == '-');
        }

        if (!valid)
        {
            throw EnvironmentVariables.Invalid(UserPoolIds, $"has the entry {EnvironmentVariables.Quoted(pool)}; use a pool ID such as us-east-1_AbC123");
        }

        return pool[..underscore];
    }

    // The Region becomes part of a host name, so only characters of Region names are allowed.
    private static string ReplicaRegion(string region, string home)
    {
        bool valid = region.Length is > 0 and <= 25 && region[0] != '-' && region[^1] != '-';
        foreach (char c in region)
        {
            valid = valid && (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
        }

        return !valid ? throw EnvironmentVariables.Invalid(UserPoolIds, $"has the replica {EnvironmentVariables.Quoted(region)}, which is not a Region; write for example us-east-1_AbC123@us-west-2")
            : region == home ? throw EnvironmentVariables.Invalid(UserPoolIds, $"has a replica in the Region of its pool; remove @{home}")
            : region;
    }

    private static Dictionary<string, Uri> ReadOverrides(EnvironmentVariables variables, WebAddresses addresses)
    {
        var overrides = new Dictionary<string, Uri>(StringComparer.Ordinal);
        string[] entries = variables.List(JwksUris);
        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i].Split('=', 2) is not [string issuer, string uri])
            {
                throw EnvironmentVariables.Invalid(JwksUris, $"has an invalid entry, number {i + 1}; write issuer=uri, for example https://issuer.example.com=https://keys.example.com/jwks.json");
            }

            // The message below and a message of Read contain the issuer, so the issuer must not contain a password.
            _ = WebAddresses.Parse(issuer, JwksUris, entry: i + 1);
            if (!overrides.TryAdd(issuer, addresses.ParseFetchable(uri, JwksUris, entry: i + 1)))
            {
                throw EnvironmentVariables.Invalid(JwksUris, $"has two entries for the issuer {issuer}; remove one");
            }
        }

        return overrides;
    }
}
