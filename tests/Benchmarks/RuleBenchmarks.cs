using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Json;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Snapshots;
using Authorizer.Permissions;
using Authorizer.Signatures;
using Authorizer.Tokens;
using BenchmarkDotNet.Attributes;
using Contract;

namespace Benchmarks;

/// <summary>
/// The time to evaluate rules, without reading the token and the event. The inputs are a rule set of ordinary size, a thousand rules of ten
/// routes, a caller in three hundred groups, an array claim of thousands of entries, and a path of 1,600 bytes. Another benchmark creates
/// the policy of scope <c>principal</c>.
/// </summary>
[MemoryDiagnoser]
public class RuleBenchmarks : IDisposable
{
    private readonly List<AuthorizerOptions> _options = [];
    private Case? _ordinary;
    private Case? _thousandRules;
    private Case? _manyGroups;
    private Case? _longArray;
    private Case? _principal;
    private byte[] _longPath = [];

    [GlobalSetup]
    public void Setup()
    {
        string thousand = Permissions(1000, i => $$"""{"anyGroup":["group{{i}}"],"claims":{"list":"value{{i}}"} }""");
        _ordinary = Prepare(AuthorizerOptions.DefaultPermissions, "route", static claims => { });
        _thousandRules = Prepare(thousand, "route", static claims => { });
        _manyGroups = Prepare(thousand, "route", claims => claims["cognito:groups"] = Strings("group", 300));
        _longArray = Prepare(thousand, "route", claims => claims["list"] = Strings("v", 4000));
        _principal = Prepare(AuthorizerOptions.DefaultPermissions.Replace(", \"GET /pets/{petId}\"", string.Empty, StringComparison.Ordinal), "principal", static claims => { });
        _longPath = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("/a", 800)));
    }

    [Benchmark(Baseline = true)]
    public bool OrdinaryRules() => _ordinary!.Decide("/pets/1"u8);

    [Benchmark]
    public bool ThousandRules() => _thousandRules!.Decide("/area500/item5"u8);

    [Benchmark]
    public bool ThousandRulesManyGroups() => _manyGroups!.Decide("/area200/item5"u8);

    [Benchmark]
    public bool ThousandRulesLongArray() => _longArray!.Decide("/area500/item5"u8);

    [Benchmark]
    public bool LongPath() => _thousandRules!.Decide(_longPath);

    [Benchmark]
    public bool PrincipalGrants() => _principal!.Grants();

    [GlobalCleanup]
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _options.ForEach(options => options.Dispose());

    private static string Permissions(int rules, Func<int, string> when)
    {
        static string Routes(int area) => string.Join(',', Enumerable.Range(0, 10).Select(item => $"\"GET /area{area}/item{item}\""));
        IEnumerable<string> list = Enumerable.Range(0, rules).Select(i =>
            $$"""{"id":"r{{i}}","effect":"allow","routes":[{{Routes(i)}}],"when":{{when(i)}} }""");
        return "{\"version\":1,\"rules\":[" + string.Join(',', list) + "]}";
    }

    private static JsonArray Strings(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => JsonValue.Create(prefix + i))];

    private Case Prepare(string permissions, string scope, Action<JsonObject> change)
    {
        AuthorizerOptions options = new AuthorizerOptions(("AUTHORIZER_POLICY_SCOPE", scope)).Permissions(permissions);
        _options.Add(options);
        Settings settings = SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere");
        RulesInForce inForce = PermissionsFile.Read(settings);
        RuleSet rules = inForce.Rules;
        byte[] modulus = Base64Url.DecodeFromChars(SigningKey.Default.Jwk()["n"]!.GetValue<string>());
        byte[] exponent = Base64Url.DecodeFromChars(SigningKey.Default.Jwk()["e"]!.GetValue<string>());
        using RsaSha256Key key = new OpenSslRs256().ImportKey(modulus, exponent)!;
        byte[] token = Encoding.ASCII.GetBytes(TestTokens.Access(change));
        var reader = new VerifiedToken.Reader(65_536, inForce.Claims);
        if (reader.TryRead(TokenText.Of(token, rs256: null), out VerifiedToken.Reader.Candidate candidate) is not null
            || !candidate.TryVerify(key, out VerifiedToken verified))
        {
            throw new InvalidOperationException("The token does not verify.");
        }

        var kept = new VerifiedToken.Kept();
        kept.CopyFrom(verified);
        return new Case(rules, kept);
    }

    private sealed class Case(RuleSet rules, VerifiedToken.Kept token)
    {
        private readonly Utf8Scratch _scratch = new();
        private readonly byte[] _clientId = Encoding.ASCII.GetBytes(TestTokens.ClientId);

        public bool Decide(ReadOnlySpan<byte> path) => rules.Decide(rules.LookUp(token.Token(_scratch), _clientId, default), "GET"u8, path, default).Allowed;

        public bool Grants() => rules.Grants(rules.LookUp(token.Token(_scratch), _clientId, default)) is not null;
    }
}
