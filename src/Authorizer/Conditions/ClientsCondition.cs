using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;

namespace Authorizer.Conditions;

/// <summary><c>clientIds</c>. True if the token was issued to one of these app clients.</summary>
internal sealed class ClientsCondition(string name, IReadOnlyList<string> clientIds) : Condition(name)
{
    /// <summary>The IDs of the app clients. Never empty.</summary>
    public IReadOnlyList<string> ClientIds { get; } = clientIds;

    /// <inheritdoc/>
    public override string? Claim => null;

    /// <summary>Reads <c>clientIds</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source) =>
        [new ClientsCondition(source.Member, source.Syntax.Strings(ref reader, source.Member, source.ClientProblem))];

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names)
    {
        byte[][] ids = new byte[ClientIds.Count][];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = Encoding.UTF8.GetBytes(ClientIds[i]);
        }

        return caller => Array.Exists(ids, id => id.AsSpan().SequenceEqual(caller.ClientId));
    }
}
