using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Authorizer.Json;
using CsCheck;
using Xunit;

namespace Authorizer.Tests.Json;

/// <summary>Compares our JSON reader with .NET's, on generated texts and on randomly damaged texts.</summary>
public sealed class JsonReaderTests
{
    private const int Depth = 16;
    private static readonly int Cases = Effort.Cases(30_000);

    private static readonly Gen<string> WhiteSpace = Gen.Char[" \t\r\n"].Array[0, 2].Select(characters => new string(characters));

    private static readonly Gen<string> Character = Gen.OneOf(
        Gen.Char['a', 'e'].Select(c => c.ToString()),
        OneOf("\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0061", "\\u00e4", "\\u20AC", "\\ud83d\\ude00"),
        OneOf("ä", "€", "😀", "\u2028", "\u007f"));

    private static readonly Gen<string> String = Character.Array[0, 5].Select(parts => '"' + string.Concat(parts) + '"');

    private static readonly Gen<string> Scalar = Gen.OneOf(
        String,
        OneOf("true", "false", "null", "0", "-0", "1", "-1.5", "1e3", "1E+3", "1.25e-7", "123456789012345678901234567890"));

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth >= 4
        ? Scalar
        : Gen.Frequency(
            (3, Scalar),
            (1, Gen.Select(WhiteSpace, inner.Array[0, 3], (space, items) => "[" + space + string.Join(space + "," + space, items) + space + "]")),
            (2, Gen.Select(WhiteSpace, Gen.Select(String, inner).Array[0, 3], (space, members) =>
                "{" + space + string.Join(space + ",", members.Select(m => m.Item1 + space + ":" + space + m.Item2)) + "}"))));

    private static readonly Gen<string> Number = Gen.Select(
        OneOf(string.Empty, "-"),
        OneOf("0", "1", "10", "100", "15", "150", "105"),
        OneOf(string.Empty, ".0", ".5", ".50", ".05", ".10"),
        OneOf(string.Empty, "e0", "e1", "E+2", "e-1", "e-02"),
        (sign, whole, fraction, exponent) => sign + whole + fraction + exponent);

    [Fact]
    public void The_reader_accepts_exactly_the_texts_that_dotnet_accepts() =>
        Value.Sample(json => Assert.Equal(PlatformAccepts(Encoding.UTF8.GetBytes(json)), Accepts(Encoding.UTF8.GetBytes(json))), iter: Cases);

    [Fact]
    public void The_reader_and_dotnet_agree_on_damaged_texts() =>
        Gen.Select(Value, Gen.Int[0, 10_000], Gen.Byte, Gen.Int[0, 2]).Sample(
            (json, place, with, kind) =>
            {
                List<byte> bytes = [.. Encoding.UTF8.GetBytes(json)];
                int at = place % bytes.Count;
                if (kind == 0)
                {
                    bytes[at] = with;
                }
                else if (kind == 1)
                {
                    bytes.RemoveAt(at);
                }
                else
                {
                    bytes.Insert(at, with);
                }

                Assert.Equal(PlatformAccepts([.. bytes]), Accepts([.. bytes]));
            },
            iter: Cases);

    [Theory]
    [InlineData("\"\\u00e4\"")]
    [InlineData("\"\\ud83d\\ude00\"")]
    [InlineData("\"\\n\"")]
    [InlineData("[true,false,null,-1.5e+3]")]
    [InlineData("{\"a\":{\"b\":[\"c\"]}}")]
    public void Truncated_texts_are_refused(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        Assert.True(Accepts(bytes));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Accepts(bytes[..length]), json[..length]);
        }
    }

    [Fact]
    public void The_reader_decodes_strings_as_dotnet_does() =>
        String.Sample(
            json =>
            {
                byte[] bytes = Encoding.UTF8.GetBytes(json);
                var reader = new JsonReader(bytes, Depth);
                Assert.Equal(JsonToken.String, reader.Read());
                byte[] expected = Encoding.UTF8.GetBytes(JsonDocument.Parse(bytes).RootElement.GetString()!);
                byte[] actual = new byte[bytes.Length];

                Assert.Equal(expected, actual[..reader.Text.Unescape(actual)]);
                Assert.True(reader.Text.Is(expected));
                Assert.False(reader.Text.Is([.. expected, (byte)'x']));
                Assert.True(expected.Length == 0 || !reader.Text.Is(expected.AsSpan(1)));
            },
            iter: Cases);

    [Fact]
    public void Dotnet_reads_the_strings_that_the_writer_writes() =>
        Gen.String.Sample(
            text =>
            {
                var output = new System.Buffers.ArrayBufferWriter<byte>();
                var writer = new JsonWriter(output);
                byte[] utf8 = Encoding.UTF8.GetBytes(text);
                writer.String(utf8);

                Assert.Equal(Encoding.UTF8.GetString(utf8), JsonDocument.Parse(output.WrittenMemory).RootElement.GetString());
            },
            iter: Cases);

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "10e-1", true)]
    [InlineData("100", "1E2", true)]
    [InlineData("0.001", "1e-3", true)]
    [InlineData("0", "-0.0", true)]
    [InlineData("-1.50", "-15e-1", true)]
    [InlineData("120.5", "1.205e2", true)]
    [InlineData("1", "-1", false)]
    [InlineData("1", "10", false)]
    [InlineData("105", "15", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    [InlineData("0.1", "0.10000000000000001", false)]
    public void Numbers_are_compared_by_exact_value(string left, string right, bool equal)
    {
        Assert.Equal(equal, AreEqual(left, right));
        Assert.Equal(equal, AreEqual(right, left));
    }

    [Fact]
    public void The_comparison_of_numbers_agrees_with_decimal() =>
        Gen.Select(Number, Number).Sample(
            (left, right) => Assert.Equal(
                Decimal(left) == Decimal(right), AreEqual(left, right)),
            iter: Cases);

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static bool AreEqual(string left, string right) => NormalForm(left) == NormalForm(right);

    private static string NormalForm(string number)
    {
        byte[] form = new byte[number.Length + JsonNumber.NormalFormExtra];
        return Encoding.ASCII.GetString(form, 0, JsonNumber.Normalize(Encoding.ASCII.GetBytes(number), form));
    }

    private static decimal Decimal(string number) =>
        decimal.Parse(number, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);

    private static bool Accepts(byte[] json)
    {
        var reader = new JsonReader(json, Depth, new MemberNames(1000));
        JsonToken token;
        do
        {
            token = reader.Read();
        }
        while (token is not (JsonToken.Invalid or JsonToken.End));
        return token == JsonToken.End;
    }

    private static bool PlatformAccepts(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false });
            Visit(document.RootElement);
            return true;
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // Reads every string, because .NET detects unpaired surrogates and invalid UTF-8 only then.
    private static void Visit(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Visit(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Visit(member.Value);
                }

                break;
            default:
                break;
        }
    }
}
