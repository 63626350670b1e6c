using System;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DevTool.Explaining;

/// <summary>
/// Signs the header and the claims of a token with a key that only this process has, because the authorizer reads claims only after it has
/// verified a signature. The tool can then show the decision for a genuine token, and the authorizer needs no way to skip verification.
/// </summary>
internal static class StandInSignature
{
    // One key for the whole process, because creating a key takes longer than all other work.
    private static readonly Lazy<RSAParameters> Key = new(() =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: true);
    });

    /// <summary>Replaces the signature of a token.</summary>
    /// <param name="token">A compact token.</param>
    /// <returns>The token with the new signature, and the key set that verifies it; <see langword="null"/> if the text is not a token.</returns>
    public static (string Token, byte[] Jwks)? Sign(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || TokenPeek.Part(token, 0) is not { } header || JsonNode.Parse(header)!["kid"] is not JsonValue keyId
            || TokenPeek.Claim(token, "iss") is not { } issuer)
        {
            return null;
        }

        RSAParameters numbers = Key.Value;
        using var rsa = RSA.Create(numbers);
        string input = parts[0] + "." + parts[1];
        byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var key = new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = keyId.DeepClone(),
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
        var keys = new JsonObject { [issuer] = new JsonObject { ["keys"] = new JsonArray(key) } };
        return ($"{input}.{Base64Url.EncodeToString(signature)}", Encoding.UTF8.GetBytes(keys.ToJsonString()));
    }

    /// <summary>Encodes a part of a token.</summary>
    /// <param name="part">The header or the claims.</param>
    public static string Part(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
