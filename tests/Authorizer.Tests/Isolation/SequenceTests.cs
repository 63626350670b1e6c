using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Authorizer.Lambda;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Hosting;
using Contract;
using LambdaRuntime;
using Xunit;

namespace Authorizer.Tests.Isolation;

/// <summary>
/// For any sequence of callers, events, rules, revocations and keys, each answer equals the answer of a fresh process. Therefore no data of
/// an earlier call or document reaches a later answer. A run has 10,000 random calls. A failure names the seed.
/// </summary>
public sealed class SequenceTests
{
    private const int CallsPerConfiguration = 2500;
    private const double SecondsBetweenDocuments = 61;

    private static readonly SigningKey Second = new("key-2");

    private static readonly string[] Rules =
    [
        Document("""{"id":"a","effect":"allow","routes":["GET /pets"],"when":{"anyGroup":["readers","admins"]}},{"id":"b","effect":"allow","routes":["* /users/{claim:username}/**"]}"""),
        Document("""{"id":"c","effect":"allow","routes":["* /pets/**","* /admin/**"],"when":{"allGroups":["admins"]}},{"id":"d","effect":"deny","routes":["GET /admin/**"],"when":{"claims":{"level":[3,"x"]}}}"""),
        Document("""{"id":"e","effect":"allow","routes":["* /tenants/{claim:custom:tenant}/**","$connect"]},{"id":"f","effect":"deny","routes":["* /**"],"when":{"anyGroup":["sus\u0070ended"]}}"""),
        Document("""{"id":"g","effect":"allow","routes":["GET /**"],"when":{"anyScope":["orders/read"],"claims":{"tags":["a","b"]}}},{"id":"h","effect":"allow","routes":["POST /pets"],"when":{"allScopes":["x","orders/read"]}}"""),
        Document(string.Empty),
    ];

    private static readonly string[] Revocations =
    [
        """{"version":1}""",
        """{"version":1,"sub":{"bob":4000000000},"jti":["ann-jti"]}""",
        """{"version":1,"clientId":["second"],"originJti":["0b7c1a52-0002-4b2a-9c3d-bbbbbbbbbbbb"]}""",
    ];

    private static readonly string[] KeySets =
    [
        SigningKey.Jwks(SigningKey.Default.Jwk(), Second.Jwk()),
        SigningKey.Jwks(SigningKey.Default.Jwk()),
        SigningKey.Jwks(Second.Jwk(), SigningKey.Stranger.Jwk()),
    ];

    private static readonly byte[][] Events = [.. Tokens().SelectMany(Calls)];

    [Theory]
    [InlineData("route", "0")]
    [InlineData("route", "2")]
    [InlineData("principal", "1")]
    [InlineData("principal", "64")]
    public async Task Each_answer_equals_the_answer_of_a_fresh_process(string scope, string entries)
    {
        await using var permissions = new DocumentServer(Rules[0]);
        await using var revocations = new DocumentServer(Revocations[0]);
        await using var keys = new DocumentServer(KeySets[0]);
        using var options = new AuthorizerOptions(
            ("AUTHORIZER_POLICY_SCOPE", scope),
            ("AUTHORIZER_TOKEN_CACHE_ENTRIES", entries),
            ("AUTHORIZER_TOKEN_USE", "any"),
            ("AUTHORIZER_CLIENT_IDS", TestTokens.ClientId + ",second"),
            ("AUTHORIZER_HTTP_RESPONSE", "iam"),
            ("AUTHORIZER_CONTEXT_CLAIMS", "level,tags"),
            ("AUTHORIZER_PERMISSIONS_URI", permissions.Uri),
            ("AUTHORIZER_REVOCATIONS_URI", revocations.Uri),
            ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "60"),
            ("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={keys.Uri}"));
        _ = options.Jwks(null);
        int seed = Environment.TickCount;
        var random = new Random(seed);
        Moment now = Moment.Now;
        var expected = new Dictionary<(int Rules, int Revocations, int Keys, int Event), string>();
        (int Rules, int Revocations, int Keys) served = default;
        AuthorizerFunction function = Start();

        for (int call = 0; call < CallsPerConfiguration; call++)
        {
            if (random.Next(40) == 0)
            {
                served = (random.Next(Rules.Length), random.Next(Revocations.Length), random.Next(KeySets.Length));
                (permissions.Document, revocations.Document, keys.Document) = (Rules[served.Rules], Revocations[served.Revocations], KeySets[served.Keys]);
                now = new Moment(now.UnixSeconds + SecondsBetweenDocuments, now.UptimeMilliseconds + (long)(SecondsBetweenDocuments * 1000));
                Assert.Equal("""{"warm":true}""", Answer(function, """{"warmup":true}"""u8));
            }

            int number = random.Next(Events.Length);
            (int, int, int, int) key = (served.Rules, served.Revocations, served.Keys, number);
            if (!expected.TryGetValue(key, out string? fresh))
            {
                fresh = Answer(Start(), Events[number]);
                expected.Add(key, fresh);
            }

            string answer = Answer(function, Events[number]);

            Assert.True(fresh == answer, $"seed {seed}, call {call}: {Encoding.UTF8.GetString(Events[number])}\nfresh: {fresh}\nanswer: {answer}");
        }

        Assert.Contains(expected.Values, answer => answer.Contains("\"Allow\"", StringComparison.Ordinal));
        Assert.Contains(expected.Values, answer => answer.StartsWith("Unauthorized", StringComparison.Ordinal));

        AuthorizerFunction Start() => AuthorizerFunction.Create(
            SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere"), new OpenSslPlatform(), System.IO.Stream.Null, () => now);
    }

    private static string Document(string rules) => $$"""{"version":1,"rules":[{{rules}}]}""";

    private static IEnumerable<string> Tokens()
    {
        string Signed(SigningKey key, string sub, string claims, bool id = false)
        {
            JsonObject payload = id ? TestTokens.IdClaims() : TestTokens.AccessClaims();
            payload["exp"] = TestTokens.Now + 10_000_000;
            payload["sub"] = sub;
            payload["jti"] = sub + "-jti";
            foreach ((string name, JsonNode? value) in JsonNode.Parse(claims)!.AsObject())
            {
                payload[name] = value?.DeepClone();
            }

            return key.Token($$"""{"alg":"RS256","kid":"{{key.KeyId}}"}""", payload.ToJsonString());
        }

        yield return Signed(SigningKey.Default, "ann", """{"cognito:groups":["readers"],"username":"ann"}""");
        yield return Signed(SigningKey.Default, "bob", """{"cognito:groups":["admins","readers"],"username":"bob","level":3}""");
        yield return Signed(Second, "cid", """{"cognito:groups":["admins"],"username":"cid","level":-3,"tags":["a"]}""");
        yield return Signed(Second, "dot", """{"cognito:groups":[],"scope":"orders/read x","tags":["b","c\u00e4",5],"custom:tenant":"acme"}""");
        yield return Signed(SigningKey.Default, "eve", """{"cognito:groups":["suspended","admins"],"username":"${x}","custom:tenant":"a/b"}""");
        yield return Signed(SigningKey.Default, "fay", """{"aud":["second","3n4b5exampleclient"],"custom:tenant":"acme"}""", id: true);
        yield return Signed(SigningKey.Default, "gil", """{"client_id":"second","scope":"orders/read","tags":"a"}""");
        yield return Signed(SigningKey.Default, "hal", """{"exp":1}""");
        yield return Signed(SigningKey.Stranger, "ian", "{}");
        yield return "a.b.c";
    }

    private static IEnumerable<byte[]> Calls(string token)
    {
        string bearer = TestEvents.Bearer(token);
        JsonObject[] requests =
        [
            TestEvents.RestRequest(bearer),
            TestEvents.RestToken(bearer, "POST"),
            TestEvents.RestRequest(bearer, "GET", "/admin/reports"),
            TestEvents.HttpV1(bearer, "DELETE", "/users/ann/x"),
            TestEvents.HttpV2(bearer, "GET", "/tenants/acme/orders"),
            TestEvents.RestRequest(bearer, "GET", "/pets/..;/x"),
        ];
        return requests.Select(request => Encoding.UTF8.GetBytes(request.ToJsonString()));
    }

    private static string Answer(AuthorizerFunction function, ReadOnlySpan<byte> payload)
    {
        var answer = new ArrayBufferWriter<byte>();
        InvocationOutcome outcome = function.Handle(new Invocation("request-1"u8, default, payload), answer);
        function.AnswerSent();
        return outcome.ErrorType + Encoding.UTF8.GetString(answer.WrittenSpan);
    }
}
