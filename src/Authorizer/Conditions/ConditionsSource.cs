using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Conditions;

/// <summary>Reads one member of <c>when</c>. A value that is malformed, or that can never match, is reported and skipped.</summary>
/// <param name="reader">Positioned before the member's value.</param>
internal delegate IEnumerable<Condition> ReadConditions(ref JsonReader reader, ConditionsSource source);

/// <summary>The input for reading one condition.</summary>
/// <param name="Member">The member of <c>when</c>.</param>
/// <param name="Options">The configuration. A condition that contradicts it is reported, because it can never be true.</param>
internal sealed record ConditionsSource(string Member, PermissionsSyntax Syntax, AuthorizationOptions Options)
{
    /// <summary>Returns the accepted issuers that an entry stands for. Empty if there are none.</summary>
    /// <param name="entry">An issuer's URL, or the ID of a user pool. The ID stands for both URLs of the pool's issuer, also in its replica Regions.</param>
    public List<string> IssuersOf(string entry)
    {
        var found = new List<string>();
        foreach (string issuer in Options.IssuerNames)
        {
            if (issuer == entry || IsOfPool(issuer, entry))
            {
                found.Add(issuer);
            }
        }

        return found;
    }

    // The host must be one of Cognito's, because the URL of another issuer can have any path, even one that equals a pool's ID.
    private static bool IsOfPool(string issuer, string pool)
    {
        string[] parts = issuer.Split('/');
        return parts is ["https:", "", { } host, { } path] && path == pool
            && (host.StartsWith("cognito-idp.", StringComparison.Ordinal) || host.StartsWith("issuer-cognito-idp.", StringComparison.Ordinal))
            && (host.EndsWith(".amazonaws.com", StringComparison.Ordinal) || host.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal)
                || host.EndsWith(".amazonaws.eu", StringComparison.Ordinal));
    }

    /// <summary>Says why an app client is not accepted, as a phrase that follows its ID. <see langword="null"/> if it is accepted.</summary>
    public string? ClientProblem(string client)
    {
        byte[] id = Encoding.UTF8.GetBytes(client);
        return Array.Exists(Options.ClientIds, accepted => accepted.AsSpan().SequenceEqual(id)) ? null : "is not in AUTHORIZER_CLIENT_IDS; add it there, or correct it";
    }
}
