using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests;

/// <summary><c>make pin</c>, run with real servers.</summary>
public sealed class PinTests : IDisposable
{
    private const string ClassicHost = "cognito-idp.us-east-1.amazonaws.com";
    private const string NewerHost = "issuer-" + ClassicHost;

    private static readonly string Keys = SigningKey.Jwks(SigningKey.Default.Jwk());

    private readonly AuthorizerOptions _files = new();

    private string Output => _files.WriteFile("pinned.json", "before");

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task The_authorizer_can_read_the_written_keys_of_an_issuer()
    {
        await using var server = new JwksServer(JwksServer.Ok(Keys));
        string issuer = $"http://127.0.0.1:{server.Port}/pool";
        string output = Output;

        (int code, string text) = await RunAsync("--issuer", issuer, "--output", output);

        Assert.True(code == 0, text);
        JsonNode written = JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!;
        Assert.True(JsonNode.DeepEquals(new JsonObject { [issuer] = JsonNode.Parse(Keys) }, written), written.ToJsonString());
        Assert.StartsWith("GET /pool/.well-known/jwks.json ", Assert.Single(server.RequestHeads), StringComparison.Ordinal);
        Assert.Contains("1 key (key-1)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_issuer_is_derived_from_a_standard_JWKS_URI()
    {
        await using var server = new JwksServer(JwksServer.Ok(Keys));
        string issuer = $"http://127.0.0.1:{server.Port}/pool";
        string output = Output;

        (int code, string text) = await RunAsync("--jwks-uri", issuer + "/.well-known/jwks.json", "--output", output);

        Assert.True(code == 0, text);
        Assert.NotNull(JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))![issuer]);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: {0}\r\n\r\n{1}", true)]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}", false)]
    public async Task The_keys_of_a_user_pool_are_pinned_for_each_of_its_issuers(string newerAnswer, bool hasNewer)
    {
        using X509Certificate2 classicCertificate = TestCertificates.For(ClassicHost);
        using X509Certificate2 newerCertificate = TestCertificates.For(NewerHost);
        await using var classic = new JwksServer(JwksServer.Ok(Keys), classicCertificate);
        await using var newer = new JwksServer(
            newerAnswer.Replace("{0}", $"{Keys.Length}", StringComparison.Ordinal).Replace("{1}", Keys, StringComparison.Ordinal), newerCertificate);
        await using var proxy = new JwksServer(string.Empty);
        proxy.Script = async connection =>
        {
            bool toNewer = (await connection.ReadRequestAsync()).StartsWith("CONNECT issuer-", StringComparison.Ordinal);
            await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            await connection.TunnelAsync(toNewer ? newer.Port : classic.Port);
        };
        string output = Output;

        (int code, string text) = await RunAsync(
            [("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}"), ("SSL_CERT_FILE", _files.WriteFile("roots.pem", TestCertificates.RootPem))],
            "--user-pool-id",
            TestTokens.UserPoolId,
            "--output",
            output);

        Assert.True(code == 0, text);
        JsonObject written = JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!.AsObject();
        Assert.True(written.ContainsKey(TestTokens.Issuer));
        Assert.Equal(hasNewer, written.ContainsKey(TestTokens.NewerIssuer));
    }

    [Fact]
    public async Task Only_usable_keys_are_written_and_control_characters_of_key_IDs_are_not_printed()
    {
        string keys = SigningKey.Jwks(SigningKey.Default.Jwk(), new JsonObject { ["kty"] = "RSA", ["kid"] = "\e[31m", ["n"] = "A", ["e"] = "AQAB" });
        await using var server = new JwksServer(JwksServer.Ok(keys));
        string issuer = $"http://127.0.0.1:{server.Port}/pool";
        string output = Output;

        (int code, string text) = await RunAsync("--issuer", issuer, "--output", output);

        Assert.True(code == 0, text);
        Assert.Contains("1 key (key-1)", text, StringComparison.Ordinal);
        Assert.Contains("left out \"\uFFFD[31m\": ", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', text);
        JsonNode written = JsonNode.Parse(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!;
        Assert.Equal("key-1", Assert.Single(written[issuer]!["keys"]!.AsArray())!["kid"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_output_file_is_overwritten_in_place()
    {
        await using var server = new JwksServer(JwksServer.Ok(Keys));
        string issuer = $"http://127.0.0.1:{server.Port}/pool";
        string victim = _files.WriteFile("victim", "untouched");
        string target = _files.WriteFile("target", "before");
        string link = Path.Combine(Path.GetDirectoryName(target)!, "link");
        _ = File.CreateSymbolicLink(link, target);
        _ = File.CreateSymbolicLink(link + ".new", victim);

        Assert.Equal(0, (await RunAsync("--issuer", issuer, "--output", link)).Code);

        Assert.Equal("untouched", await File.ReadAllTextAsync(victim, TestContext.Current.CancellationToken));
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.Contains(issuer, await File.ReadAllTextAsync(target, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/nonexistent/jwks.json")]
    public async Task An_unwritable_output_causes_exit_code_78(string output)
    {
        await using var server = new JwksServer(JwksServer.Ok(Keys));

        (int code, string text) = await RunAsync("--issuer", $"http://127.0.0.1:{server.Port}/pool", "--output", output);

        Assert.Equal(78, code);
        Assert.StartsWith($"{output} cannot be written: ", Assert.Single(text.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-west-2", 0)]
    [InlineData("issuer-", 1)]
    public async Task A_replica_must_publish_keys(string answered, int code)
    {
        await using var keys = new JwksServer(JwksServer.Ok(Keys));
        await using var none = new JwksServer("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}");
        string[] uris =
        [
            .. new[] { TestTokens.Issuer, TestTokens.NewerIssuer }
                .SelectMany(issuer => new[] { issuer, issuer.Replace("us-east-1.", "us-west-2.", StringComparison.Ordinal) })
                .Select(issuer => $"{issuer}={(issuer == TestTokens.Issuer || issuer.Contains(answered, StringComparison.Ordinal) ? keys : none).Uri()}"),
        ];

        (int ended, string text) = await RunAsync("--user-pool-id", TestTokens.UserPoolId + "@us-west-2", "--jwks-uri", string.Join(',', uris), "--output", Output);

        Assert.True(ended == code, text);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "answered 404")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", "answered 302")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}", "has no key for RS256; check the issuer")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "did not answer with a JWK Set; check the issuer")]
    [InlineData("", "cannot be reached")]
    public async Task Without_usable_keys_the_file_is_not_changed(string response, string problem)
    {
        await using var server = new JwksServer(response);
        string output = Output;

        (int code, string text) = await RunAsync("--issuer", $"http://127.0.0.1:{server.Port}/pool", "--output", output);

        Assert.Equal(1, code);
        Assert.Contains(problem, text, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(output + ".new"));
    }

    [Theory]
    [InlineData("--user-pool-id or --issuer is required; set the pool ID")]
    [InlineData("name a pool with --user-pool-id", "--issuer", "http://example.com")]
    [InlineData("--user-pool-id has the entry \"nonsense\"", "--user-pool-id", "nonsense")]
    [InlineData("--jwks-uri https://example.com/keys requires exactly one --issuer; add", "--jwks-uri", "https://example.com/keys")]
    [InlineData("--jwks-uri https://example.com/keys requires exactly one --issuer, because a pool has two issuers; add", "--user-pool-id", "us-east-1_AbC123", "--jwks-uri", "https://example.com/keys")]
    [InlineData("--user-pool-id is empty; give a value, or remove the option", "--user-pool-id", "")]
    public async Task Options_without_a_valid_issuer_cause_advice(string advice, params string[] arguments)
    {
        (int code, string text) = await RunAsync(arguments);

        Assert.Equal(64, code);
        Assert.Contains(advice, text.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("AUTHORIZER_USER", text, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Text)> RunAsync(params string[] arguments) => RunAsync([], arguments);

    private static async Task<(int Code, string Text)> RunAsync((string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "authz.dll"), "pin", .. arguments]);
        foreach (string proxy in (string[])["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"])
        {
            _ = start.Environment.Remove(proxy);
            _ = start.Environment.Remove(proxy.ToLowerInvariant());
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        ScriptResult result = await ScriptResult.OfAsync(start, TestContext.Current.CancellationToken);
        return (result.ExitCode, result.Output + result.Errors);
    }
}
