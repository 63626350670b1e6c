using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;

namespace DevTool.Stack;

/// <summary>
/// Creates the environment variables of a function on this machine: the variables of the template, with a few local changes.
/// </summary>
internal static class LocalEnvironment
{
    private const string UserPools = "AUTHORIZER_USER_POOL_IDS";
    private const string Issuers = "AUTHORIZER_ISSUERS";
    private const string Clients = "AUTHORIZER_CLIENT_IDS";
    private const string ClockSkew = "AUTHORIZER_CLOCK_SKEW_SECONDS";
    private const string LiveMaxAgeVariable = "AUTHORIZER_LIVE_MAX_AGE_SECONDS";

    /// <summary>The age at which live documents are read again. It is short, so that the demo does not wait for a minute.</summary>
    public static TimeSpan LiveMaxAge { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Changes the variables of a function for this machine.</summary>
    /// <param name="users">The user pool on this machine.</param>
    /// <param name="agent">Serves the live documents on this machine.</param>
    /// <param name="withShadow">Whether the authorizer compares the shadow rules of this machine.</param>
    public static IReadOnlyDictionary<string, string> Of(FunctionDefinition function, UserPool users, AppConfigAgent agent, bool withShadow)
    {
        var variables = new Dictionary<string, string>(function.Environment);
        if (withShadow && function.IsAuthorizer)
        {
            variables[LiveDocuments.ShadowVariable] = agent.Locate(LiveDocuments.ShadowPath);
        }

        if (variables.Remove(UserPools, out string? pools))
        {
            // A pool ID always stands for an issuer at Amazon, so the ID is replaced by the loopback issuer. A stand-in pool replaces all pools.
            string[] others = [.. pools.Split(',').Where(id => id != users.PoolId && !users.IsStandIn)];
            string[] issuers = [.. Values(variables, Issuers), users.Issuer];
            variables[Issuers] = string.Join(',', issuers);
            if (others.Length > 0)
            {
                variables[UserPools] = string.Join(',', others);
            }

            // The issuer and the authorizer use the same clock here. Without a clock skew, tokens expire on time.
            string[] standIns = users.IsStandIn ? [users.AppClientId] : [];
            variables[Clients] = string.Join(',', [.. Values(variables, Clients), .. standIns, users.ShortLivedAppClientId]);
            variables[ClockSkew] = "0";
        }

        foreach (string name in (string[])[LiveDocuments.PermissionsVariable, LiveDocuments.RevocationsVariable, LiveDocuments.ShadowVariable])
        {
            if (variables.TryGetValue(name, out string? uri))
            {
                variables[name] = agent.Localize(uri);
                variables[LiveMaxAgeVariable] = LiveMaxAge.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            }
        }

        return variables;
    }

    private static string[] Values(Dictionary<string, string> variables, string name) =>
        variables.TryGetValue(name, out string? value) && value.Length > 0 ? [value] : [];
}
