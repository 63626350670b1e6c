using System;
using System.Collections.Generic;
using Authorizer.Json;
using Authorizer.Options;

namespace Authorizer.Permissions.Conditions;

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

    /// <inheritdoc/>
    public override string Asks => Use == TokenUses.Id ? Id : Access;

    /// <summary>Reads <c>tokenUse</c>.</summary>
    /// <inheritdoc cref="ReadConditions"/>
    public static IEnumerable<Condition> Read(ref JsonReader reader, ConditionsSource source)
    {
        PermissionsSyntax syntax = source.Syntax;
        syntax.Expect(ref reader, JsonToken.String, "tokenUse is no string");
        string value = PermissionsSyntax.Text(reader);
        TokenUses use = value switch
        {
            Access => TokenUses.Access,
            Id => TokenUses.Id,
            _ => throw syntax.Problem(reader, "tokenUse is neither \"access\" nor \"id\"", NearestName.Find(value, [Access, Id])),
        };
        return (use & source.Options.TokenUses) != TokenUses.None
            ? [new TokenUseCondition(source.Member, use)]
            : throw syntax.Problem(reader, "tokenUse can never match: AUTHORIZER_TOKEN_USE refuses such tokens");
    }

    /// <inheritdoc/>
    public override Predicate<CallerFacts> Compile(RuleNames names) => caller => caller.TokenUse == Use;
}
