using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>The AWS emulator aws_mock.py, with the real AWS CLI as its client.</summary>
public sealed class AwsMock : IAsyncLifetime
{
    /// <summary>moto's account.</summary>
    public const string Account = "123456789012";

    private static readonly string[] Modules = ["moto.server", "samtranslator"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aws-");
    private readonly HttpClient _client = new();
    private MotoServer? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Uri Address => _server!.Address;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!HasAwsCli())
        {
            MotoServer.SkipOrFail("the AWS CLI is missing; run pip install awscli");
        }

        _server = await MotoServer.StartAsync(Modules, Path.Combine(Repository.Root, "tests/Deployment.Tests/aws_mock.py"), _folder.FullName);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>Opens a workshop with prebuilt packages and the real AWS CLI, which calls this emulator.</summary>
    public Workshop Open(string stack)
    {
        var workshop = new Workshop();
        foreach (string name in (string[])["authorizer", "sample-api"])
        {
            workshop.Write($"zips/{name}-linux-arm64.zip", name);
        }

        // The CLI's interpreter needs the PATH and HOME of this machine instead of those of the scripts.
        string environment = $"PATH='{Environment.GetEnvironmentVariable("PATH")}' HOME='{Environment.GetEnvironmentVariable("HOME")}'";
        // Version 1 of the CLI is a Python program, which is started once. Version 2 is started for each call.
        string cli = Path.Combine(_folder.FullName, "aws");
        return workshop
            .Set("STACK", stack)
            .Set("ZIPS", "zips")
            .Set("AWS_ENDPOINT_URL", Address.ToString().TrimEnd('/'))
            .Set("AWS_DEFAULT_REGION", "eu-central-1")
            .Set("AWS_ACCESS_KEY_ID", "testing")
            .Set("AWS_SECRET_ACCESS_KEY", "anything")
            .Do("aws", $"{environment} exec '{(File.Exists(cli) ? cli : Workshop.Find("aws"))}' \"$@\"");
    }

    /// <summary>Creates a bucket that belongs to another account.</summary>
    /// <returns>Completes when the bucket exists.</returns>
    public async Task CreateForeignBucketAsync(string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(Address, name))
        {
            Content = new StringContent("<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint></CreateBucketConfiguration>"),
        };
        request.Headers.Add("x-moto-account-id", "111111111111");
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=x/20261126/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=x");
        using HttpResponseMessage response = await _client.SendAsync(request, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    /// <summary>Whether a token is an access token that a pool has signed (RS256).</summary>
    public bool Verify(string token)
    {
        string[] parts = token.Split('.');
        JsonNode claims = JsonNode.Parse(Decode(parts[1]))!;
        string pool = ((string)claims["iss"]!).Split('/')[^1];
        JsonNode key = _client.GetFromJsonAsync<JsonNode>(new Uri(Address, $"{pool}/.well-known/jwks.json"), Cancellation).GetAwaiter().GetResult()!["keys"]![0]!;
        using var rsa = RSA.Create(new RSAParameters { Modulus = Decode((string)key["n"]!), Exponent = Decode((string)key["e"]!) });
        return rsa.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Decode(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            && (string)claims["token_use"]! == "access";
    }

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);

    private static bool HasAwsCli() => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "aws")));
}
