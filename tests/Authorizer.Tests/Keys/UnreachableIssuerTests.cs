using System;
using System.Collections.Generic;
using System.IO;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Contract;
using Xunit;

namespace Authorizer.Tests.Keys;

/// <summary>The issuers whose keys must be pinned if the executable cannot fetch them. The static executable cannot use TLS.</summary>
public sealed class UnreachableIssuerTests
{
    private const string Replica = "https://cognito-idp.us-west-2.amazonaws.com/" + TestTokens.UserPoolId;

    [Fact]
    public void The_newer_issuers_of_a_pool_and_its_replica_need_no_pinned_keys() => Start(issuers: null, TestTokens.Issuer, Replica);

    [Theory]
    [InlineData(Replica, null, TestTokens.Issuer)]
    [InlineData(TestTokens.Issuer, null, Replica)]
    [InlineData(TestTokens.NewerIssuer, TestTokens.NewerIssuer, TestTokens.Issuer, Replica)]
    public void The_start_fails_if_another_issuer_has_no_pinned_keys(string missing, string? issuers, params string[] pinned)
    {
        ConfigurationException failure = Assert.Throws<ConfigurationException>(() => Start(issuers, pinned));

        Assert.StartsWith($"AUTHORIZER_JWKS_FILE has no keys for {missing}, and the static variant cannot fetch", failure.Message, StringComparison.Ordinal);
    }

    private static void Start(string? issuers, params string[] pinned)
    {
        string keys = SigningKey.Jwks(SigningKey.Default.Jwk());
        using var options = new AuthorizerOptions(
            ("AUTHORIZER_USER_POOL_IDS", TestTokens.UserPoolId + "@us-west-2"), ("AUTHORIZER_ISSUERS", issuers), ("AUTHORIZER_JWKS_URIS", null));
        _ = options.Jwks("{" + string.Join(',', Array.ConvertAll(pinned, issuer => $"\"{issuer}\":{keys}")) + "}");
        Settings settings = SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere");
        var rs256 = new OpenSslRs256();
        var log = new Log(Stream.Null, LogLevel.Fatal);
        _ = new KeyRing(settings, new JwksFetcher(new DocumentFetcher(settings, new NoTransport(), log), settings, rs256, log), rs256);
    }

    private sealed class NoTransport : Transport
    {
        public override bool Reaches(Uri uri) => false;

        public override Stream Open(Uri uri, string? rootsFile, Deadline deadline) => throw new IOException();
    }
}
