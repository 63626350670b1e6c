using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;

namespace DevTool.Stack;

/// <summary>The environment of a function on this machine: the template's variables, a few of them adapted.</summary>
internal static class LocalEnvironment
{
    private const string UserPools = "AUTHORIZER_USER_POOL_IDS";
    private const string Issuers = "AUTHORIZER_ISSUERS";
    private const string Clients = "AUTHORIZER_CLIENT_IDS";
    private const string ClockSkew = "AUTHORIZER_CLOCK_SKEW_SECONDS";
    private const string LiveMaxAgeVariable = "AUTHORIZER_LIVE_MAX_AGE_SECONDS";

    /// <summary>The age from which live documents are read again here: short, so that the demo need not wait for a minute.</summary>
    public static TimeSpan LiveMaxAge { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Adapts a function's variables.</summary>
    /// <param name="users">The pool on this machine.</param>
    /// <param name="agent">Serves live documents on this machine.</param>
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
            // A pool's id means an issuer at Amazon; this pool's issuer is on loopback. A stand-in takes the place of all pools.
            string[] others = [.. pools.Split(',').Where(id => id != users.PoolId && !users.IsStandIn)];
            string[] issuers = [.. Values(variables, Issuers), users.Issuer];
            variables[Issuers] = string.Join(',', issuers);
            if (others.Length > 0)
            {
                variables[UserPools] = string.Join(',', others);
            }

            // Issuer and authorizer share one clock here, so no skew is needed and tokens expire on time.
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
