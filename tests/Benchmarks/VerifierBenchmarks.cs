using System;
using System.Buffers.Text;
using Authorizer.Lambda.Native;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using BenchmarkDotNet.Attributes;
using Contract;

namespace Benchmarks;

/// <summary>Compares the two verifiers: the verification of a token's signature, the SHA-256 of a token, and the import of a key.</summary>
[MemoryDiagnoser]
public class VerifierBenchmarks : IDisposable
{
    private readonly byte[] _message = new byte[800];
    private readonly byte[] _hash = new byte[32];
    private byte[] _modulus = [];
    private byte[] _exponent = [];
    private byte[] _signature = [];
    private RsaSha256Key? _key;

    [Params(2048, 4096)]
    public int Bits { get; set; }

    [Params("Platform", "Managed")]
    public string Verifier { get; set; } = string.Empty;

    private Rs256 Chosen => Verifier == "Managed" ? new ManagedRs256() : new OpenSslRs256();

    [GlobalSetup]
    public void Setup()
    {
        var key = new SigningKey("key", Bits);
        _modulus = Base64Url.DecodeFromChars(key.Jwk()["n"]!.GetValue<string>());
        _exponent = Base64Url.DecodeFromChars(key.Jwk()["e"]!.GetValue<string>());
        _signature = key.Sign(_message);
        _key = Chosen.ImportKey(_modulus, _exponent);
    }

    [Benchmark(Baseline = true)]
    public bool Verify() => _key!.Verify(_message, _signature);

    [Benchmark]
    public void Sha256() => Chosen.Sha256(_message, _hash);

    [Benchmark]
    public void Import() => Chosen.ImportKey(_modulus, _exponent)!.Dispose();

    [GlobalCleanup]
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _key?.Dispose();
}
