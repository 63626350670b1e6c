using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xunit;

namespace Authorizer.NativeTests.Keys;

/// <summary>The trust anchors in the package are exactly Amazon's.</summary>
public sealed class AmazonRootsTests
{
    // The SHA-256 hashes of the public keys (SubjectPublicKeyInfo), as Amazon Trust Services publishes them
    // (https://www.amazontrust.com/repository/).
    private static readonly Dictionary<string, string> Published = new()
    {
        ["CN=Amazon Root CA 1, O=Amazon, C=US"] = "fbe3018031f9586bcbf41727e417b7d1c45c2f47f93be372a17b96b50757d5a2",
        ["CN=Amazon Root CA 2, O=Amazon, C=US"] = "7f4296fc5b6a4e3b35d3c369623e364ab1af381d8fa7121533c9d6c633ea2461",
        ["CN=Amazon Root CA 3, O=Amazon, C=US"] = "36abc32656acfc645c61b71613c4bf21c787f5cabbee48348d58597803d7abc9",
        ["CN=Amazon Root CA 4, O=Amazon, C=US"] = "f7ecded5c66047d28ed6466b543c40e0743abe81d109254dcf845d4c2c7853c5",
        ["CN=Starfield Services Root Certificate Authority - G2, O=\"Starfield Technologies, Inc.\", L=Scottsdale, S=Arizona, C=US"] =
            "2b071c59a0a0ae76b0eadb2bad23bad4580b69c3601b630c2eaf0613afa83f92",
    };

    private static readonly X509Certificate2Collection Shipped = Load();

    [Fact]
    public void The_trust_anchors_are_the_five_that_Amazon_publishes() =>
        Assert.Equal(
            Published.OrderBy(root => root.Key, StringComparer.Ordinal),
            Shipped
                .Select(root => KeyValuePair.Create(root.Subject, Convert.ToHexStringLower(SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo()))))
                .OrderBy(root => root.Key, StringComparer.Ordinal));

    [Fact]
    public void Each_trust_anchor_is_self_signed()
    {
        Assert.All(Shipped, root =>
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            _ = chain.ChainPolicy.CustomTrustStore.Add(root);
            Assert.True(chain.Build(root));
            Assert.Single(chain.ChainElements);
        });
    }

    [Fact]
    public void Each_trust_anchor_is_valid_for_at_least_two_years() =>
        Assert.All(Shipped, root => Assert.True(root.NotAfter > DateTime.Now.AddYears(2), root.Subject));

    private static X509Certificate2Collection Load()
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(Path.Combine(Path.GetDirectoryName(NativeBinary.Bootstrap)!, "amazon-roots.pem"));
        return roots;
    }
}
