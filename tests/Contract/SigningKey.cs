using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Contract;

/// <summary>The RSA key pair of an issuer. It is new in each test run.</summary>
public sealed class SigningKey(string keyId, int modulusBits = 2048)
{
    private readonly RSA _rsa = RSA.Create(modulusBits);

    /// <summary>The key with which most tests sign.</summary>
    public static SigningKey Default { get; } = new("key-1");

    /// <summary>Another key with the same key id. An attacker signs with it.</summary>
    public static SigningKey Stranger { get; } = new("key-1");

    public string KeyId { get; } = keyId;

    public byte[] Sign(byte[] data) => _rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Returns the public key as a JSON Web Key.</summary>
    public JsonObject Jwk()
    {
        RSAParameters parameters = _rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = KeyId,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    public static string Jwks(params JsonObject[] keys) => new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString();

    /// <summary>Signs any header and payload, even if they are invalid.</summary>
    public string Token(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        string input = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        return input + "." + Base64Url.EncodeToString(Sign(Encoding.ASCII.GetBytes(input)));
    }

    public string Token(string header, string payload) => Token(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));
}
