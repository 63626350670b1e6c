using System;
using System.Collections.Generic;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Conditions;

/// <summary>Reads a rule's <c>when</c>. All its conditions must be true.</summary>
/// <param name="options">The configuration. A condition that contradicts it is reported, because it can never be true.</param>
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
        ("issuers", IssuersCondition.Read),
        ("signedInWithin", SignedInWithinCondition.Read),
        ("sourceIp", SourceIpCondition.Read),
    ];

    /// <summary>Reads conditions. A condition that is malformed, or that can never be true, is reported.</summary>
    /// <param name="reader">Positioned before the object.</param>
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
                foreach (Condition condition in read(ref reader, new ConditionsSource(member, syntax, options)))
                {
                    conditions.Add(condition);
                    if (condition.VariesWithCalls && options.PolicyScope == PolicyScope.Principal)
                    {
                        syntax.Report(
                            reader,
                            $"\"{member}\" cannot be used with AUTHORIZER_POLICY_SCOPE=principal, because it can change between calls with the same token; use AUTHORIZER_POLICY_SCOPE=route");
                    }
                }
            }
            else
            {
                syntax.Unknown(ref reader, member, Array.ConvertAll(Kinds, kind => kind.Member), ProblemKind.UnknownCondition);
            }
        }
    }
}
