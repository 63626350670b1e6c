using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Lambda.Native;
using Authorizer.ManagedRsa;
using Authorizer.Signatures;
using Authorizer.Tokens;
using Contract;
using Xunit;

namespace Authorizer.Tests.Signatures;

/// <summary>
/// Test vectors of third parties: Wycheproof's RSA-SHA256 signatures and JWS, RFC 7515 A.2, and RFC 7520. The files are in a folder next to
/// the repository.
/// </summary>
public sealed class VectorTests
{
    // Vectors whose result intentionally differs here, and the reason. The test fails if a listed vector no longer differs.
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["wp-jws-259"] = "valid there, refused here: an empty payload is a JWS but never a set of claims",
    };

    [Theory]
    [InlineData("platform")]
    [InlineData("managed")]
    public void Every_RSA_vector_has_its_published_result(string verifier)
    {
        int decided = 0;
        foreach (JsonNode vector in Load("rsa_vectors.jsonl"))
        {
            string expected = Text(vector, "expect");
            RsaSha256Key? key = Parse(verifier).ImportKey(
                Base64Url.DecodeFromChars(Text(vector, "n")), Base64Url.DecodeFromChars(Text(vector, "e")));
            bool holds = key?.Verify(Convert.FromHexString(Text(vector, "msg")), Convert.FromHexString(Text(vector, "sig"))) ?? false;
            key?.Dispose();

            Assert.True(expected == "either" || expected == (holds ? "valid" : "invalid"), vector.ToJsonString());
            decided++;
        }

        Assert.True(decided >= 1000);
    }

    [Theory]
    [InlineData("platform")]
    [InlineData("managed")]
    public void Every_JWS_vector_has_its_published_result_except_the_listed_differences(string verifier)
    {
        int valid = 0;
        foreach (JsonNode vector in Load("jws_vectors.jsonl"))
        {
            bool accepted = Accepts(Text(vector, "jws"), vector["jwk"]!.AsObject(), Parse(verifier));

            bool differs = accepted != (Text(vector, "expect") == "valid");
            Assert.True(differs == Differences.ContainsKey(Text(vector, "id")), vector.ToJsonString());
            valid += accepted ? 1 : 0;
        }

        Assert.True(valid >= 9);
    }

    // Runs the checks of a token only up to the signature, because the payloads of these vectors are not claims.
    private static bool Accepts(string jws, JsonObject jwk, Rs256 verifier)
    {
        JsonObject named = jwk.DeepClone().AsObject();
        named["kid"] ??= "unnamed";
        byte[] keys = Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(named) }.ToJsonString());
        byte[] header = new byte[jws.Length];
        byte[] rest = new byte[jws.Length];
        if (!CompactJws.TrySplit(Encoding.UTF8.GetBytes(jws), out CompactJws parts)
            || !StrictBase64Url.TryDecode(parts.Header, header, out int headerLength)
            || JoseHeader.Read(header.AsSpan(0, headerLength), new MemberNames(JoseHeader.MaxMembers), out ReadOnlySpan<byte> keyId) is not null
            || !StrictBase64Url.TryDecode(parts.Payload, rest, out _)
            || !StrictBase64Url.TryDecode(parts.Signature, rest, out int signatureLength)
            || !JsonWebKeySetReader.TryRead(keys, verifier, known: null, out JsonWebKeySet set))
        {
            return false;
        }

        VerificationKey? key = set.Find(keyId.IsEmpty ? "unnamed"u8 : keyId);
        return key is not null && key.Verify(parts.SigningInput, rest.AsSpan(0, signatureLength));
    }

    private static Rs256 Parse(string verifier) => verifier == "managed" ? new ManagedRs256() : new OpenSslRs256();

    private static string Text(JsonNode vector, string member) => vector[member]!.GetValue<string>();

    private static IEnumerable<JsonNode> Load(string file)
    {
        string path = Path.Combine(Repository.Root, "..", "shared", "vectors", file);
        bool required = Environment.GetEnvironmentVariable("CI") == "true";
        Assert.SkipWhen(!File.Exists(path) && !required, $"The vectors {file} are not next to the repository.");
        return File.ReadLines(path).Select(line => JsonNode.Parse(line)!);
    }
}
