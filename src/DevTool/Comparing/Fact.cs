using Authorizer.Json;

namespace DevTool.Comparing;

/// <summary>What a fact is about.</summary>
internal enum FactKind : byte
{
    /// <summary>The token is an id token, not an access token.</summary>
    IdToken,

    /// <summary>The token was issued to an app client.</summary>
    Client,

    /// <summary>The token has a scope.</summary>
    Scope,

    /// <summary>A claim is a value, or an array that holds it. Groups are values of <c>cognito:groups</c>.</summary>
    Claim,

    /// <summary>A claim is a string, so that it has one value and a path segment can equal it.</summary>
    ClaimIsText,

    /// <summary>A claim is a string that equals a segment of the path.</summary>
    ClaimIsSegment,
}

/// <summary>One fact about a caller, or about a caller and a path. Rules are formulas over facts.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Name">The client, the scope or the claim.</param>
/// <param name="Value">The value of a claim; of a number its normal form.</param>
/// <param name="Type">The type of this value.</param>
/// <param name="Segment">The segment of the path, from 0, or <see cref="NameSegment"/>.</param>
internal readonly record struct Fact(FactKind Kind, string Name, string Value = "", JsonToken Type = JsonToken.Invalid, int Segment = 0)
{
    /// <summary>The claim that holds the caller's groups.</summary>
    public const string Groups = "cognito:groups";

    /// <summary>What stands for the name of an MCP request among the segments of a path.</summary>
    public const int NameSegment = int.MaxValue;

    /// <summary>The token is an id token.</summary>
    public static Fact IdToken { get; } = new(FactKind.IdToken, string.Empty);

    /// <summary>The token was issued to an app client.</summary>
    public static Fact Client(string id) => new(FactKind.Client, id);

    /// <summary>The token has a scope.</summary>
    public static Fact Scope(string name) => new(FactKind.Scope, name);

    /// <summary>A claim is a string, or an array that holds it.</summary>
    public static Fact Claim(string claim, string text) => new(FactKind.Claim, claim, text, JsonToken.String);

    /// <summary>A claim is a string.</summary>
    public static Fact ClaimIsText(string claim) => new(FactKind.ClaimIsText, claim);

    /// <summary>A claim equals a segment of the path.</summary>
    public static Fact ClaimIsSegment(string claim, int segment) => new(FactKind.ClaimIsSegment, claim, Segment: segment);
}

/// <summary>A fact, or its opposite.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Holds">Whether it holds.</param>
internal readonly record struct Literal(Fact Fact, bool Holds = true);
