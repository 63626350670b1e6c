using System;
using System.Collections.Generic;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Conditions;

/// <summary>Reads the conditions of a rule: its <c>when</c>, all of whose members must hold.</summary>
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

    /// <summary>Reads conditions. Those that cannot be understood, or can never hold, are reported.</summary>
    /// <param name="reader">The reader, before the object.</param>
    public void Read(ref JsonReader reader, List<Condition> conditions)
    {
        if (!syntax.Read(ref reader, JsonToken.ObjectStart, "\"when\""))
        {
            return;
        }

        while (reader.Read(JsonToken.Name))
        {
            string member = PermissionsSyntax.Text(reader);
            (_, ReadConditions? read) = Array.Find(Kinds, kind => kind.Member == member);
            if (read is not null)
            {
                conditions.AddRange(read(ref reader, new ConditionsSource(member, syntax, options)));
            }
            else
            {
                syntax.Unknown(ref reader, member, Array.ConvertAll(Kinds, kind => kind.Member), ProblemKind.UnknownCondition);
            }
        }
    }
}
