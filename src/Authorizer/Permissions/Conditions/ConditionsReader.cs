using System;
using System.Collections.Generic;
using Authorizer.Json;
using Authorizer.Options;

namespace Authorizer.Permissions.Conditions;

/// <summary>Reads the conditions of a rule: its <c>when</c>, all of whose members must hold.</summary>
/// <param name="syntax">Reads the pieces.</param>
/// <param name="options">What is configured: a condition that contradicts it can never hold.</param>
internal sealed class ConditionsReader(PermissionsSyntax syntax, AuthorizationOptions options)
{
    private static readonly (string Member, ReadConditions Read)[] Kinds =
    [
        ("anyGroup", GroupsCondition.ReadAny),
        ("allGroups", GroupsCondition.ReadAll),
        ("anyScope", ScopesCondition.ReadAny),
        ("allScopes", ScopesCondition.ReadAll),
        ("clientIds", ClientsCondition.Read),
        ("tokenUse", TokenUseCondition.Read),
        ("claims", ClaimCondition.Read),
    ];

    /// <summary>Reads conditions.</summary>
    /// <param name="reader">The reader, before the object.</param>
    /// <returns>The conditions.</returns>
    /// <exception cref="PermissionsException">They cannot be understood, or can never hold.</exception>
    public IReadOnlyList<Condition> Read(ref JsonReader reader)
    {
        syntax.Expect(ref reader, JsonToken.ObjectStart, "when is no object");
        var conditions = new List<Condition>();
        while (reader.Read(JsonToken.Name))
        {
            string member = PermissionsSyntax.Text(reader);
            (_, ReadConditions? read) = Array.Find(Kinds, kind => kind.Member == member);
            conditions.AddRange(read is not null
                ? read(ref reader, new ConditionsSource(member, syntax, options))
                : throw syntax.Unknown(reader, member, Array.ConvertAll(Kinds, kind => kind.Member)));
        }

        syntax.Require(reader, JsonToken.ObjectEnd, "when is not complete");
        return conditions;
    }
}
