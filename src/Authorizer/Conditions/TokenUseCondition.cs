using System;
using System.Collections.Generic;
using Authorizer.Callers;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Conditions;

/// <summary><c>tokenUse</c>: the token is an access token, or an id token.</summary>
/// <param name="name">The member.</param>
/// <param name="use">The one kind of token.</param>
internal sealed class TokenUseCondition(string name, TokenUses use) : Condition(name)
{
    private const string Access = "access";
    private const string Id = "id";

    /// <summary>The one kind of token.</summary>
    public TokenUses Use { get; } = use;

    /// <inheritdoc/>
    public override string? Claim => "token_use";

    /// <summary>Reads <c>tokenUse</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source)
    {
        PermissionsSyntax syntax = source.Syntax;
        if (!syntax.Read(ref reader, JsonToken.String, "\"tokenUse\""))
        {
            return [];
        }

        string value = PermissionsSyntax.Text(reader);
        TokenUses use = value == Access ? TokenUses.Access : value == Id ? TokenUses.Id : TokenUses.None;
        if (use == TokenUses.None)
        {
            syntax.Report(reader, $"unknown token use \"{value}\"; use \"access\" or \"id\"", NearestName.Find(value, [Access, Id]));
        }
        else if ((use & source.Options.TokenUses) == TokenUses.None)
        {
            syntax.Report(reader, $"\"tokenUse\" can never match: AUTHORIZER_TOKEN_USE refuses tokens of the kind \"{value}\"");
        }

        return [new TokenUseCondition(source.Member, use)];
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names) => caller => caller.TokenUse == Use;
}
