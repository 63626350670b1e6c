using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;

namespace DevTool.Comparing;

/// <summary>The kind of fact.</summary>
internal enum FactKind : byte
{
    /// <summary>The token is an ID token, not an access token.</summary>
    IdToken,

    /// <summary>The token was issued to an app client.</summary>
    Client,

    /// <summary>The token contains a scope.</summary>
    Scope,

    /// <summary>A claim equals a value, or is an array that contains the value. Groups are values of <c>cognito:groups</c>.</summary>
    Claim,

    /// <summary>A claim contains the text of a path segment.</summary>
    ClaimIsSegment,

    /// <summary>The caller signed in less than a given number of seconds ago.</summary>
    SignedInWithin,

    /// <summary>The request comes from an address in a block.</summary>
    SourceIp,
}

/// <summary>One fact about a caller, or about a caller and a path. Rules are formulas over facts.</summary>
/// <param name="Name">The name of the client, the scope or the claim.</param>
/// <param name="Value">The value of the claim (a number in normal form), the number of seconds, or the block of addresses.</param>
/// <param name="Type">The type of the value.</param>
/// <param name="Segment">The zero-based index of the path segment, or <see cref="NameSegment"/>.</param>
internal readonly record struct Fact(FactKind Kind, string Name, string Value = "", JsonToken Type = JsonToken.Invalid, int Segment = 0)
{
    /// <summary>The claim that contains the caller's groups.</summary>
    public const string Groups = "cognito:groups";

    /// <summary>Stands for the name of an MCP request, which is compared like a path segment.</summary>
    public const int NameSegment = int.MaxValue;

    /// <summary>The token is an ID token.</summary>
    public static Fact IdToken { get; } = new(FactKind.IdToken, string.Empty);

    /// <summary>The token was issued to an app client.</summary>
    public static Fact Client(string id) => new(FactKind.Client, id);

    /// <summary>The token contains a scope.</summary>
    public static Fact Scope(string name) => new(FactKind.Scope, name);

    /// <summary>A claim equals a string, or is an array that contains the string.</summary>
    public static Fact Claim(string claim, string text) => new(FactKind.Claim, claim, text, JsonToken.String);

    /// <summary>A claim equals a number, or is an array that contains the number.</summary>
    /// <param name="number">The number as JSON.</param>
    public static Fact Number(string claim, string number)
    {
        byte[] json = Encoding.UTF8.GetBytes(number);
        byte[] normal = new byte[json.Length + JsonNumber.NormalFormExtra];
        return new Fact(FactKind.Claim, claim, Encoding.UTF8.GetString(normal, 0, JsonNumber.Normalize(json, normal)), JsonToken.Number);
    }

    /// <summary>A claim contains the text of a path segment.</summary>
    public static Fact ClaimIsSegment(string claim, int segment) => new(FactKind.ClaimIsSegment, claim, Segment: segment);

    /// <summary>The caller signed in less than a given number of seconds ago.</summary>
    public static Fact SignedInWithin(int seconds) => new(FactKind.SignedInWithin, string.Empty, seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>The request comes from an address in a block. Different notations of the same block are the same fact.</summary>
    public static Fact SourceIp(IpBlock block) => new(FactKind.SourceIp, string.Empty, AddressBlocks.Text(block));

    /// <summary>The ways a claim can contain a text: as a string, and as an integer if the text is an integer in decimal digits.</summary>
    public static Fact[] Holding(string claim, string text)
    {
        bool isInteger = text == "0" || (text.TrimStart('-') is [>= '1' and <= '9', ..] digits && digits.Length >= text.Length - 1 && digits.All(char.IsAsciiDigit));
        return isInteger ? [Claim(claim, text), Number(claim, text)] : [Claim(claim, text)];
    }

    /// <summary>
    /// The value of the claim as the text of a path segment: a string, or the digits of an integer; <see langword="null"/> for other values.
    /// </summary>
    public string? Text
    {
        get
        {
            byte[] json = Encoding.UTF8.GetBytes(Value);
            byte[] room = new byte[json.Length + JsonNumber.NormalFormExtra + JsonNumber.MaxDigits];
            return Type == JsonToken.String ? Value
                : Type == JsonToken.Number && JsonNumber.TryExpand(json, room, out int length) ? Encoding.UTF8.GetString(room, 0, length)
                : null;
        }
    }
}

/// <summary>A fact or its negation.</summary>
/// <param name="Holds">Whether the fact must be true.</param>
internal readonly record struct Literal(Fact Fact, bool Holds = true);
