using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Json;

namespace Authorizer.Permissions;

/// <summary>Reads the conditions of a rule: its <c>when</c>.</summary>
/// <param name="syntax">Reads the pieces.</param>
/// <param name="settings">What is configured: a condition that contradicts it can never hold.</param>
internal sealed class ConditionsReader(PermissionsSyntax syntax, Settings settings)
{
    private static readonly string[] Members = ["anyGroup", "allGroups", "anyScope", "allScopes", "clientIds", "tokenUse", "claims"];
    private static readonly string[] Uses = ["access", "id"];

    /// <summary>Reads conditions.</summary>
    /// <param name="reader">The reader, before the object.</param>
    /// <returns>The conditions.</returns>
    /// <exception cref="PermissionsException">They cannot be understood, or can never hold.</exception>
    public RuleConditions Read(ref JsonReader reader)
    {
        syntax.Expect(ref reader, JsonToken.ObjectStart, "when is no object");
        var when = new RuleConditions();
        while (reader.Read(JsonToken.Name))
        {
            string member = PermissionsSyntax.Text(reader);
            switch (member)
            {
                case "anyGroup":
                    when.AnyGroup = syntax.Strings(ref reader, member);
                    break;
                case "allGroups":
                    when.AllGroups = syntax.Strings(ref reader, member);
                    break;
                case "anyScope":
                    when.AnyScope = syntax.Strings(ref reader, member, ScopeProblem);
                    break;
                case "allScopes":
                    when.AllScopes = syntax.Strings(ref reader, member, ScopeProblem);
                    break;
                case "clientIds":
                    when.ClientIds = syntax.Strings(ref reader, member, ClientProblem);
                    break;
                case "tokenUse":
                    when.TokenUse = ReadTokenUse(ref reader);
                    break;
                case "claims":
                    when.Claims = ReadClaims(ref reader);
                    break;
                default:
                    throw syntax.Unknown(reader, member, Members);
            }
        }

        syntax.Require(reader, JsonToken.ObjectEnd, "when is not complete");
        return when;
    }

    // Scopes are separated by spaces (RFC 6749, section 3.3), so the empty one would be found in a token that has none.
    private static string? ScopeProblem(string scope) =>
        scope.Length == 0 ? "a scope is not empty" : scope.Contains(' ', StringComparison.Ordinal) ? "scopes hold no space" : null;

    private string? ClientProblem(string client)
    {
        byte[] id = Encoding.UTF8.GetBytes(client);
        return Array.Exists(settings.ClientIds, accepted => accepted.AsSpan().SequenceEqual(id)) ? null : "it is not in AUTHORIZER_CLIENT_IDS";
    }

    private TokenUses ReadTokenUse(ref JsonReader reader)
    {
        syntax.Expect(ref reader, JsonToken.String, "tokenUse is no string");
        string name = PermissionsSyntax.Text(reader);
        TokenUses use = name switch
        {
            "access" => TokenUses.Access,
            "id" => TokenUses.Id,
            _ => throw syntax.Problem(reader, "tokenUse is neither \"access\" nor \"id\"", NearestName.Find(name, Uses)),
        };
        return (use & settings.TokenUses) != TokenUses.None
            ? use
            : throw syntax.Problem(reader, "tokenUse can never match: AUTHORIZER_TOKEN_USE refuses such tokens");
    }

    private List<ClaimCondition> ReadClaims(ref JsonReader reader)
    {
        syntax.Expect(ref reader, JsonToken.ObjectStart, "claims is no object");
        var conditions = new List<ClaimCondition>();
        while (reader.Read(JsonToken.Name))
        {
            string claim = PermissionsSyntax.Text(reader);
            var values = new List<ClaimValue>();
            if (reader.Read() == JsonToken.ArrayStart)
            {
                while (reader.Read() != JsonToken.ArrayEnd)
                {
                    values.Add(ReadClaimValue(reader, claim));
                }
            }
            else
            {
                values.Add(ReadClaimValue(reader, claim));
            }

            conditions.Add(values.Count > 0
                ? new ClaimCondition(claim, values)
                : throw syntax.Problem(reader, $"the claim \"{claim}\" has no values, so it can never match"));
        }

        syntax.Require(reader, JsonToken.ObjectEnd, "claims is not complete");
        return conditions.Count > 0 ? conditions : throw syntax.Problem(reader, "claims is empty");
    }

    private ClaimValue ReadClaimValue(in JsonReader reader, string claim)
    {
        if (reader.Token == JsonToken.Invalid)
        {
            throw syntax.Malformed(reader);
        }

        if (reader.Token is not (JsonToken.String or JsonToken.Number or JsonToken.True or JsonToken.False))
        {
            throw syntax.Problem(reader, $"the claim \"{claim}\" has a value that is no string, number or boolean");
        }

        byte[] text = reader.Token == JsonToken.String ? Encoding.UTF8.GetBytes(PermissionsSyntax.Text(reader)) : reader.Raw.ToArray();
        return new ClaimValue(reader.Token, text);
    }
}
