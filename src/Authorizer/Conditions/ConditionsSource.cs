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
    /// <summary>What is wrong with an app client.</summary>
    /// <returns>The problem, or <see langword="null"/>.</returns>
    public string? ClientProblem(string client)
    {
        byte[] id = Encoding.UTF8.GetBytes(client);
        return Array.Exists(Options.ClientIds, accepted => accepted.AsSpan().SequenceEqual(id)) ? null : "it is not in AUTHORIZER_CLIENT_IDS; add it there, or correct it";
    }
}
