using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Conditions;

/// <summary><c>tokenUse</c>. True if the token is of this kind: an access token or an ID token.</summary>
internal sealed class TokenUseCondition(string name, TokenUses use) : Condition(name)
{
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
        TokenUses use = TokenUseNames.Parse(Encoding.UTF8.GetBytes(value));
        if (use == TokenUses.None)
        {
            syntax.Report(reader, $"unknown token use \"{value}\"; use \"access\" or \"id\"", NearestName.Find(value, [TokenUseNames.Access, TokenUseNames.Id]));
        }
        else if ((use & source.Options.TokenUses) == TokenUses.None)
        {
            syntax.Report(reader, $"\"tokenUse\": \"{value}\" can never match, because AUTHORIZER_TOKEN_USE refuses these tokens; change one of them");
        }

        return [new TokenUseCondition(source.Member, use)];
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names) => caller => caller.TokenUse == Use;
}
