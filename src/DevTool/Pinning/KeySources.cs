using System;
using System.Collections.Generic;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;

namespace DevTool.Pinning;

/// <summary>The issuers whose keys are pinned. The authorizer's own code reads the issuers.</summary>
internal sealed record KeySources(IReadOnlyList<IssuerSettings> Issuers)
{
    private const string InsecureHosts = "AUTHORIZER_INSECURE_HTTP_HOSTS";
    private const string WellKnown = "/.well-known/jwks.json";

    /// <summary>Reads the issuers from the options.</summary>
    /// <param name="pools">User pool IDs, separated by commas.</param>
    /// <param name="issuers">Issuer URLs, separated by commas.</param>
    /// <param name="uris">A single URL, or pairs of <c>issuer=uri</c>, separated by commas.</param>
    /// <returns>At least one issuer.</returns>
    /// <exception cref="ToolException">The options contain no issuer, or an issuer that the authorizer would not accept.</exception>
    public static KeySources Read(string? pools, string? issuers, string? uris)
    {
        // A single URL is the URL of the only issuer's keys. The issuer can be omitted if the URL is the standard URL of an issuer.
        if (uris?.Contains('=', StringComparison.Ordinal) == false)
        {
            if (issuers is null && pools is null && uris.EndsWith(WellKnown, StringComparison.Ordinal))
            {
                issuers = uris[..^WellKnown.Length];
            }

            if (issuers?.Contains(',', StringComparison.Ordinal) != false)
            {
                string why = pools is null ? string.Empty : ", because a pool has two issuers";
                throw new ToolException($"--jwks-uri {uris} requires exactly one --issuer{why}; add --issuer with the issuer of these keys, for example https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbC123", ExitCodes.Usage);
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
            string message = invalid.Message
                .Replace("AUTHORIZER_USER_POOL_IDS", "--user-pool-id", StringComparison.Ordinal)
                .Replace("AUTHORIZER_ISSUERS", "--issuer", StringComparison.Ordinal)
                .Replace("AUTHORIZER_JWKS_URIS", "--jwks-uri", StringComparison.Ordinal);
            throw new ToolException(message, ExitCodes.Usage);
        }
    }
}
