using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Callers;
using Authorizer.Json;

namespace DevTool.Comparing;

/// <summary>The kind of fact.</summary>
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

    /// <summary>A claim holds the text of a segment of the path.</summary>
    ClaimIsSegment,

    /// <summary>The caller signed in less than so many seconds ago.</summary>
    SignedInWithin,

    /// <summary>The request comes from a block of addresses.</summary>
    SourceIp,
}

/// <summary>One fact about a caller, or about a caller and a path. Rules are formulas over facts.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">The client, the scope or the claim.</param>
/// <param name="Value">The value of a claim (of a number its normal form), the seconds, or the block.</param>
/// <param name="Type">The type of this value.</param>
/// <param name="Segment">The segment of the path, from 0, or <see cref="NameSegment"/>.</param>
internal readonly record struct Fact(FactKind Kind, string Name, string Value = "", JsonToken Type = JsonToken.Invalid, int Segment = 0)
{
    /// <summary>The claim that holds the caller's groups.</summary>
    public const string Groups = "cognito:groups";

    /// <summary>The placeholder for the name of an MCP request among the segments of a path.</summary>
    public const int NameSegment = int.MaxValue;

    /// <summary>The token is an id token.</summary>
    public static Fact IdToken { get; } = new(FactKind.IdToken, string.Empty);

    /// <summary>The token was issued to an app client.</summary>
    public static Fact Client(string id) => new(FactKind.Client, id);

    /// <summary>The token has a scope.</summary>
    public static Fact Scope(string name) => new(FactKind.Scope, name);

    /// <summary>A claim is a string, or an array that holds it.</summary>
    public static Fact Claim(string claim, string text) => new(FactKind.Claim, claim, text, JsonToken.String);

    /// <summary>A claim is a number, or an array that holds it.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="number">The number as JSON.</param>
    public static Fact Number(string claim, string number)
    {
        byte[] json = Encoding.UTF8.GetBytes(number);
        byte[] normal = new byte[json.Length + JsonNumber.NormalFormExtra];
        return new Fact(FactKind.Claim, claim, Encoding.UTF8.GetString(normal, 0, JsonNumber.Normalize(json, normal)), JsonToken.Number);
    }

    /// <summary>A claim holds the text of a segment of the path.</summary>
    public static Fact ClaimIsSegment(string claim, int segment) => new(FactKind.ClaimIsSegment, claim, Segment: segment);

    /// <summary>The caller signed in less than so many seconds ago.</summary>
    public static Fact SignedInWithin(int seconds) => new(FactKind.SignedInWithin, string.Empty, seconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>The request comes from a block of addresses. Blocks that are written differently are the same fact.</summary>
    public static Fact SourceIp(IpBlock block) => new(FactKind.SourceIp, string.Empty, AddressBlocks.Text(block));

    /// <summary>The ways in which a claim can hold a text: as a string, and as an integer if the text is one in decimal digits.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="text">The text.</param>
    public static Fact[] Holding(string claim, string text)
    {
        bool isInteger = text == "0" || (text.TrimStart('-') is [>= '1' and <= '9', ..] digits && digits.Length >= text.Length - 1 && digits.All(char.IsAsciiDigit));
        return isInteger ? [Claim(claim, text), Number(claim, text)] : [Claim(claim, text)];
    }

    /// <summary>The text of the value of a claim, as a segment of a path: that of a string, or the digits of an integer; <see langword="null"/> for none.</summary>
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

/// <summary>A fact, or its opposite.</summary>
/// <param name="Holds">Whether it holds.</param>
internal readonly record struct Literal(Fact Fact, bool Holds = true);
