using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer;
using Authorizer.Claims;
using Authorizer.Decisions;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Authorizer.Revocations;
using Authorizer.Signatures;
using Authorizer.Stages;
using Authorizer.Tokens;
using Authorizer.Tracing;
using BenchmarkDotNet.Attributes;
using Contract;

namespace Benchmarks;

/// <summary>
/// Compares the RSA verification by System.Security.Cryptography with the complete verification of a token, and with whole decisions. The
/// token has about 1 KB.
/// </summary>
[MemoryDiagnoser]
public class VerificationBenchmarks : IDisposable
{
    private const int Callers = 500;
    private const int ManyNames = 500;

    private readonly AuthorizerOptions _options = new();
    private readonly RSA _rsa = RSA.Create();
    private byte[] _token = [];
    private byte[] _colliding = [];
    private byte[] _manyNames = [];
    private byte[] _signingInput = [];
    private byte[] _signature = [];
    private byte[] _request = [];
    private byte[][] _requests = [];
    private int _next;
    private Settings? _settings;
    private VerifiedToken.Reader? _reader;
    private ClaimsValidator? _validator;
    private readonly OpenSslRs256 _rs256 = new();
    private NoTrace _trace;
    private RsaSha256Key? _key;
    private VerifiedTokenCache? _cache;
    private Local? _cached;
    private Local? _revoking;
    private Local? _uncached;
    private DecisionLog? _log;
    private Moment _now;

    [GlobalSetup]
    public void Setup()
    {
        string token = TestTokens.Access(claims => claims["filler"] = new string('x', 60));
        int dot = token.LastIndexOf('.');
        _token = Encoding.ASCII.GetBytes(token);
        _colliding = WithNames(CollidingNames.Make(ManyNames));
        _manyNames = WithNames([.. Enumerable.Range(0, ManyNames).Select(number => $"name-{number:D11}")]);
        _signingInput = _token[..dot];
        _signature = Base64Url.DecodeFromUtf8(_token.AsSpan(dot + 1));
        _request = Request(token);
        byte[] modulus = Base64Url.DecodeFromChars(SigningKey.Default.Jwk()["n"]!.GetValue<string>());
        byte[] exponent = Base64Url.DecodeFromChars(SigningKey.Default.Jwk()["e"]!.GetValue<string>());
        _rsa.ImportParameters(new RSAParameters { Modulus = modulus, Exponent = exponent });
        _key = _rs256.ImportKey(modulus, exponent);
        _now = Moment.Now;

        var claims = new ClaimNames();
        _cached = Prepare("1024");
        _uncached = Prepare("0");
        _revoking = Prepare("1024", ManyRevocations());
        _requests = [.. Enumerable.Range(0, Callers).Select(_ => Request(TestTokens.Access(Caller)))];
        _log = new DecisionLog(new Log(System.IO.Stream.Null, LogLevel.Info), new SubjectWriter(LogSubject.Plain, key: null, new OpenSslRs256()));
        _reader = new VerifiedToken.Reader(16_384, claims);
        _validator = new ClaimsValidator(_settings!, new ClaimNames(_settings!));
        _cache = new VerifiedTokenCache(1024);
        _ = _reader.TryRead(TokenText.Of(_token, _rs256), out VerifiedToken.Reader.Candidate candidate);
        _ = candidate.TryVerify(_key!, out VerifiedToken verified);
        var issuer = Issuer.FromJwks(TestTokens.Issuer, Encoding.UTF8.GetBytes(SigningKey.Jwks(SigningKey.Default.Jwk())));
        _cache.Keep(verified, candidate.UnverifiedKeyId, issuer, _key!);
    }

    [Benchmark(Baseline = true)]
    public bool BareRsaVerify() => _rsa.VerifyData(_signingInput, _signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    [Benchmark]
    public bool FullVerification() =>
        _reader!.TryRead(TokenText.Of(_token, rs256: null), out VerifiedToken.Reader.Candidate candidate) is null
        && candidate.TryVerify(_key!, out VerifiedToken verified)
        && _validator!.Validate(verified, _now.UnixSeconds, ref _trace, out _) is null;

    // Reads 16 KB of unsigned payload with and without colliding member names. The times must be similar.
    [Benchmark]
    public bool RefusalOfCollidingNames() => _reader!.TryRead(TokenText.Of(_colliding, rs256: null), out _) is null;

    [Benchmark]
    public bool ReadingOfAsManyNames() => _reader!.TryRead(TokenText.Of(_manyNames, rs256: null), out _) is null;

    [Benchmark]
    public bool CacheHit() => _cache!.Find(TokenDigest.Of(_token, _rs256)) is not null;

    [Benchmark]
    public bool WholeDecision()
    {
        _uncached!.Decide(_request, _now, out Decision decision);
        return decision.Outcome.IsAllowed;
    }

    [Benchmark]
    public bool WholeDecisionOnCacheHit()
    {
        _cached!.Decide(NextRequest(), _now, out Decision decision);
        return decision.Outcome.IsAllowed;
    }

    [Benchmark]
    public bool WholeDecisionOnCacheHitWithManyRevocations()
    {
        _revoking!.Decide(NextRequest(), _now, out Decision decision);
        return decision.Outcome.IsAllowed;
    }

    [Benchmark]
    public void WholeDecisionOnCacheHitWithItsLogLine()
    {
        _cached!.Decide(_request, _now, out Decision decision);
        _log!.Write(decision, default);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _options.Dispose();
        _rsa.Dispose();
        _key?.Dispose();
    }

    // The callers alternate, so that the data of a caller is not always in the processor's cache.
    private byte[] NextRequest() => _requests[_next++ % Callers];

    private static byte[] WithNames(IReadOnlyList<string> names) =>
        Encoding.ASCII.GetBytes(TestTokens.WithPayload("{" + string.Join(',', names.Select(name => $"\"{name}\":1")) + "}"));

    private static byte[] Request(string token) => Encoding.UTF8.GetBytes(TestEvents.RestRequest(TestEvents.Bearer(token)).ToJsonString());

    private static void Caller(JsonObject claims)
    {
        foreach (string identifier in new[] { "sub", "origin_jti", "jti" })
        {
            claims[identifier] = Guid.NewGuid().ToString();
        }

        claims["filler"] = new string('x', 60);
    }

    // A hundred thousand revocations of each kind. None of them applies to a caller of the benchmarks.
    private static RevocationList ManyRevocations()
    {
        const int Many = 100_000;
        var revocations = new RevocationList();
        for (int i = 0; i < Many; i++)
        {
            foreach (Utf8Index list in new[] { revocations.SignIns, revocations.Tokens, revocations.Subjects })
            {
                _ = list.Add(Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()));
            }

            revocations.IssuedBefore.Add(1);
        }

        return revocations;
    }

    private Local Prepare(string cacheEntries, RevocationList? revocations = null)
    {
        _ = _options.Set("AUTHORIZER_TOKEN_CACHE_ENTRIES", cacheEntries);
        _settings = SettingsReader.Read(_options.Variables.GetValueOrDefault, "/nowhere");
        var issuer = Issuer.FromJwks(TestTokens.Issuer, Encoding.UTF8.GetBytes(SigningKey.Jwks(SigningKey.Default.Jwk())));
        var snapshot = new Snapshot([issuer], PermissionsFile.Read(_settings), revocations ?? RevocationList.None);
        return new Local(new Authorization(_settings, _rs256), snapshot);
    }

    private sealed class Local(Authorization authorization, Snapshot snapshot)
    {
        public void Decide(ReadOnlySpan<byte> request, Moment now, out Decision decision) =>
            authorization.Decide(request, snapshot, now.UnixSeconds, out decision);
    }
}
