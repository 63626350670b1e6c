using System;
using System.Collections.Generic;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;

namespace DevTool.Pinning;

/// <summary>The issuers to pin keys of, read by the authorizer's own code.</summary>
internal sealed record KeySources(IReadOnlyList<IssuerSettings> Issuers)
{
    private const string InsecureHosts = "AUTHORIZER_INSECURE_HTTP_HOSTS";
    private const string WellKnown = "/.well-known/jwks.json";

    /// <summary>Reads the options; an empty one counts as absent.</summary>
    /// <param name="pools">User pool ids, comma-separated.</param>
    /// <param name="issuers">Issuer URLs, comma-separated.</param>
    /// <param name="uris">A single URL, or <c>issuer=uri</c>, comma-separated.</param>
    /// <returns>At least one issuer.</returns>
    /// <exception cref="ToolException">They name no issuer, or none that the authorizer would accept.</exception>
    public static KeySources Read(string? pools, string? issuers, string? uris)
    {
        // A single URL belongs to the single issuer. The issuer may be omitted if the URL is its standard one.
        if (!string.IsNullOrEmpty(uris) && !uris.Contains('=', StringComparison.Ordinal))
        {
            if (string.IsNullOrEmpty(issuers) && uris.EndsWith(WellKnown, StringComparison.Ordinal))
            {
                issuers = uris[..^WellKnown.Length];
            }

            uris = issuers + "=" + uris;
        }

        var variables = new Dictionary<string, string?>
        {
            ["AUTHORIZER_USER_POOL_IDS"] = pools,
            ["AUTHORIZER_ISSUERS"] = issuers,
            ["AUTHORIZER_JWKS_URIS"] = uris,
            [InsecureHosts] = Environment.GetEnvironmentVariable(InsecureHosts),
        };
        try
        {
            var given = new EnvironmentVariables(name => variables.GetValueOrDefault(name));
            return new KeySources(IssuerSettingsReader.Read(given, WebAddresses.Read(given)));
        }
        catch (ConfigurationException invalid)
        {
            throw new ToolException($"{invalid.Message.TrimEnd('.')}; name a pool with USER_POOL_ID=…, or an issuer with ISSUER=… or JWKS_URI=…", ExitCodes.Usage);
        }
    }
}
