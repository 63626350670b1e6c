using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DevTool.Explaining;

/// <summary>
/// Signs a token's own header and claims with a key made for the moment. Claims exist only behind a signature that holds, and so
/// it should stay: this is how to ask "what if it were genuine" without another way into the authorizer.
/// </summary>
internal static class StandInSignature
{
    /// <summary>Signs.</summary>
    /// <param name="token">A compact token.</param>
    /// <returns>The token with another signature, and the key set it holds under; <see langword="null"/> where it is no token to sign.</returns>
    public static (string Token, byte[] Jwks)? Sign(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3 || TokenPeek.Part(token, 0) is not { } header || JsonNode.Parse(header)!["kid"] is not JsonValue keyId
            || TokenPeek.Claim(token, "iss") is not { } issuer)
        {
            return null;
        }

        using var rsa = RSA.Create(2048);
        string input = parts[0] + "." + parts[1];
        byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        RSAParameters numbers = rsa.ExportParameters(includePrivateParameters: false);
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
}
