using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Conditions;

/// <summary>Reads one member of <c>when</c>. A value that cannot be understood, or can never hold, is reported and skipped.</summary>
/// <param name="reader">The reader, before the member's value.</param>
/// <returns>The conditions it stands for.</returns>
internal delegate IEnumerable<Condition> ReadConditions(ref JsonReader reader, ConditionsSource source);

/// <summary>What a condition is read with.</summary>
/// <param name="Member">The member of <c>when</c>.</param>
/// <param name="Syntax">Reads the pieces.</param>
/// <param name="Options">What is configured: a condition that contradicts it can never hold.</param>
internal sealed record ConditionsSource(string Member, PermissionsSyntax Syntax, AuthorizationOptions Options)
{
    /// <summary>The accepted issuers that an entry of a rule stands for.</summary>
    /// <param name="entry">An issuer's URL, or the ID of a user pool, which stands for both forms in each of its Regions.</param>
    /// <returns>Their names; empty if none is accepted.</returns>
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

    // Cognito's issuers and no others: an issuer with a host of its own may have any path.
    private static bool IsOfPool(string issuer, string pool)
    {
        string[] parts = issuer.Split('/');
        return parts is ["https:", "", { } host, { } path] && path == pool
            && (host.StartsWith("cognito-idp.", StringComparison.Ordinal) || host.StartsWith("issuer-cognito-idp.", StringComparison.Ordinal))
            && (host.EndsWith(".amazonaws.com", StringComparison.Ordinal) || host.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal)
                || host.EndsWith(".amazonaws.eu", StringComparison.Ordinal));
    }

    /// <summary>What is wrong with an app client.</summary>
    /// <returns>The problem, or <see langword="null"/>.</returns>
    public string? ClientProblem(string client)
    {
        byte[] id = Encoding.UTF8.GetBytes(client);
        return Array.Exists(Options.ClientIds, accepted => accepted.AsSpan().SequenceEqual(id)) ? null : "it is not in AUTHORIZER_CLIENT_IDS; add it there, or correct it";
    }
}
