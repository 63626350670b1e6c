using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Authorizer.Lambda;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Hosting;
using Contract;
using CsCheck;
using LambdaRuntime;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace Authorizer.Tests.Tokens;

/// <summary>
/// Tests our verifier with generated tokens. Microsoft's verifier must accept every token that our verifier accepts. Our verifier must
/// accept every JSON spelling of a valid payload.
/// </summary>
public sealed class IndependentVerifierTests : IDisposable
{
    private static readonly int Cases = Effort.Cases(3000);

    private static readonly Gen<string> WhiteSpace = Gen.Char[" \t\r\n"].Array[0, 2].Select(characters => new string(characters));

    private static readonly Gen<JsonNode?> ExtraValue = Gen.Int[0, 6].Select<int, JsonNode?>(kind => kind switch
    {
        0 => "text €😀\"\\/",
        1 => 12.5e3,
        2 => true,
        3 => null,
        4 => new JsonArray(1, "a", new JsonObject { ["x"] = new JsonArray() }),
        5 => new JsonObject { ["exp"] = 1, ["iss"] = "nested" },
        _ => -1,
    });

    private static readonly Gen<Action<JsonObject>> Change = Gen.Int[0, 24].Select<int, Action<JsonObject>>(kind => kind switch
    {
        0 => c => c["exp"] = TestTokens.Now - 100,
        1 => c => c.Remove("exp"),
        2 => c => c["nbf"] = TestTokens.Now + 100,
        3 => c => c["iss"] = "https://other.example.com",
        4 => c => c.Remove("iss"),
        5 => c => c["exp"] = "soon",
        6 => c => c["exp"] = TestTokens.Now + 0.5,
        7 => c => c["nbf"] = TestTokens.Now - 0.25,
        8 => c => c["iat"] = TestTokens.Now + 1e6,
        _ => Nothing,
    });

    private readonly AuthorizerOptions _options = new();
    private readonly AuthorizerFunction _function;
    private readonly JsonWebTokenHandler _other = new();

    public IndependentVerifierTests() =>
        _function = AuthorizerFunction.Create(SettingsReader.Read(_options.Variables.GetValueOrDefault, "/nowhere"), new OpenSslPlatform(), Stream.Null, () => Moment.Now);

    public void Dispose() => _options.Dispose();

    [Fact]
    public async Task Another_verifier_accepts_every_token_that_the_authorizer_accepts()
    {
        int accepted = 0;
        await Gen.Select(Change, ExtraValue, Gen.Int[0, 9], Gen.Int[0, 2000], Gen.Char["ABab09-_.="]).SampleAsync(
            async (change, extra, damage, place, with) =>
            {
                string token = TestTokens.Access(claims =>
                {
                    change(claims);
                    claims["extra"] = extra?.DeepClone();
                });
                if (damage == 0)
                {
                    char[] damaged = token.ToCharArray();
                    damaged[place % damaged.Length] = with;
                    token = new string(damaged);
                }

                if (Accepts(token))
                {
                    accepted++;
                    TokenValidationResult result = await _other.ValidateTokenAsync(token, Parameters());
                    Assert.True(result.IsValid, result.Exception?.Message);
                }
            },
            iter: Cases,
            threads: 1);
        Assert.True(accepted > Cases / 4, "too few tokens were accepted for the test to mean anything");
    }

    [Fact]
    public void Every_JSON_spelling_of_a_valid_payload_is_accepted() =>
        Gen.Select(WhiteSpace.Array[8], Gen.Int[0, int.MaxValue], Gen.Bool.Array[400], ExtraValue).Sample(
            (spaces, order, escapes, extra) =>
            {
                JsonObject claims = TestTokens.AccessClaims();
                claims["extra"] = extra?.DeepClone();
                int random = order;
                IEnumerable<string> members = claims
                    .OrderBy(member => HashCode.Combine(member.Key.Length, random ^ member.Key[0]))
                    .Select(member => Spell(member.Key, escapes) + spaces[0] + ":" + spaces[1] + Spell(member.Value, escapes));
                string payload = spaces[2] + "{" + spaces[3] + string.Join(spaces[4] + "," + spaces[5], members) + spaces[6] + "}" + spaces[7];

                Assert.True(Accepts(TestTokens.WithPayload(payload)), payload);
            },
            iter: Effort.Cases(1000),
            threads: 1);

    private static string Spell(JsonNode? value, bool[] escapes) => value switch
    {
        JsonValue text when text.TryGetValue(out string? s) => Spell(s, escapes),
        JsonValue number when number.TryGetValue(out long n) => escapes[7] ? n + ".000" : escapes[8] ? n + "0E-1" : n.ToString(System.Globalization.CultureInfo.InvariantCulture),
        null => "null",
        _ => value.ToJsonString(),
    };

    // Writes a JSON string in which some characters are escaped.
    private static string Spell(string text, bool[] escapes)
    {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool escape = escapes[(i + text.Length) % escapes.Length] || c is '"' or '\\' || char.IsSurrogate(c);
            _ = !escape ? json.Append(c)
                : c == '/' ? json.Append("\\/")
                : json.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return json.Append('"').ToString();
    }

    private static void Nothing(JsonObject claims)
    {
    }

    private static TokenValidationParameters Parameters() => new()
    {
        ValidIssuer = TestTokens.Issuer,
#pragma warning disable CA5404 // Cognito's access tokens have no audience.
        ValidateAudience = false,
#pragma warning restore CA5404
        IssuerSigningKey = new JsonWebKey(SigningKey.Default.Jwk().ToJsonString()),
        ValidAlgorithms = ["RS256"],
        RequireExpirationTime = true,
        RequireSignedTokens = true,
        ClockSkew = TimeSpan.FromSeconds(6),
    };

    private bool Accepts(string token)
    {
        var answer = new ArrayBufferWriter<byte>();
        byte[] request = Encoding.UTF8.GetBytes(TestEvents.RestToken(TestEvents.Bearer(token)).ToJsonString());
        return _function.Handle(new Invocation("r"u8, default, request), answer).ErrorType is null
            && answer.WrittenSpan.IndexOf("\"Effect\":\"Allow\""u8) >= 0;
    }
}
