using System;
using System.IO;
using System.Text;
using Authorizer.Decisions;
using Authorizer.Keys;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Revocations;
using Contract;
using Xunit;

namespace Authorizer.Tests.Embedding;

/// <summary>The example of ARCHITECTURE.md is this program, which uses only public members.</summary>
public sealed class EmbeddingTests
{
    [Theory]
    [InlineData("/pets", true)]
    [InlineData("/admin", false)]
    public void A_program_decides_with_the_library(string path, bool allowed)
    {
        string permissions = AuthorizerOptions.DefaultPermissions;
        string keys = SigningKey.Jwks(SigningKey.Default.Jwk());
        string authorizerEvent = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), path: path).ToJsonString();

        Assert.Equal(allowed, IsAllowed(permissions, TestTokens.Issuer, keys, TestTokens.ClientId, authorizerEvent));
    }

    [Fact]
    public void The_page_shows_this_program()
    {
        string source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Authorizer.Tests", "Embedding", "EmbeddingTests.cs"));
        string program = source[source.LastIndexOf("    private static bool IsAllowed(", StringComparison.Ordinal)..source.LastIndexOf('}')].TrimEnd();

        string page = File.ReadAllText(Path.Combine(Repository.Root, "src", "Authorizer", "ARCHITECTURE.md"));

        Assert.Contains(program.Replace("\n    ", "\n", StringComparison.Ordinal).TrimStart(), page, StringComparison.Ordinal);
    }

    private static bool IsAllowed(string permissions, string issuer, string keys, string clientId, string authorizerEvent)
    {
        var options = new AuthorizationOptions { Clients = [clientId] };
        var snapshot = new Snapshot(
            [Issuer.FromJwks(issuer, Encoding.UTF8.GetBytes(keys))],
            RulesInForce.Read("permissions.json", Encoding.UTF8.GetBytes(permissions), options),
            RevocationList.None);
        double now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

        new Authorization(options).Decide(Encoding.UTF8.GetBytes(authorizerEvent), snapshot, now, out Decision decision);
        Console.WriteLine($"{Encoding.UTF8.GetString(decision.Outcome.Code)} by rule \"{Encoding.UTF8.GetString(decision.RuleId)}\"");
        return decision.Outcome.IsAllowed;
    }
}
