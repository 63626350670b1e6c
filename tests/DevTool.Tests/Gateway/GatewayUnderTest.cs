using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DevTool.Gateway;
using DevTool.Gateway.Definitions;
using DevTool.Stack;
using DevTool.Templates;
using DevTool.Templates.Resources;
using Microsoft.AspNetCore.Http;
using RuntimeApiEmulator;
using Xunit;

namespace DevTool.Tests.Gateway;

/// <summary>The gateway with the APIs of a small template, in front of an authorizer with scripted answers and a backend that records its requests.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    public const string Allow =
        """{"principalId":"p","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}]}}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-test-");
    private readonly DisposalStack _parts = new();
    private LocalGateway? _gateway;

    public HttpClient Http { get; } = LoopbackHttp.CreateClient();

    public Uri Address => _gateway!.Address;

    /// <summary>The authorizer's requests.</summary>
    public IReadOnlyList<JsonNode> AuthorizerEvents => Events("AuthorizerFunction");

    /// <summary>The backend's requests.</summary>
    public IReadOnlyList<JsonNode> BackendEvents => Events("Backend");

    public static async Task<GatewayUnderTest> StartAsync(
        string apis, string? answer = null, string? error = null, string backend = "echo", Dictionary<string, string>? parameters = null)
    {
        var errors = new TemplateErrors("test.yaml");
        StackDefinition? stack = StackReader.Read(TestTemplates.Around(apis), parameters ?? [], new Dictionary<string, string>(), errors);
        Assert.Empty(errors.All);

        var test = new GatewayUnderTest();
        var functions = new Dictionary<string, EmulatedFunction>
        {
            ["AuthorizerFunction"] = test.Function("AuthorizerFunction", answer ?? (error is null ? Allow : null), error),
            ["Backend"] = test.Function("Backend", backend, error: null),
        };
        test._gateway = test._parts.Add(await LocalGateway.StartAsync(
            Mounts.Assign(stack!.Apis, functions), new Dictionary<string, RequestDelegate>(), port: 0, (_, _) => { }, TestContext.Current.CancellationToken));
        return test;
    }

    public async Task<(int Status, JsonNode? Body, HttpResponseMessage Response)> SendAsync(
        string method, string path, Action<HttpRequestMessage>? change = null, string? token = "Bearer t")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Address + path));
        if (token is not null)
        {
            _ = request.Headers.TryAddWithoutValidation("Authorization", token);
        }

        change?.Invoke(request);
        HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, body.Length == 0 ? null : JsonNode.Parse(body), response);
    }

    /// <summary>Calls the gateway with curl, which does not change the target and the header names, and returns the status.</summary>
    public Task<int> CurlAsync(string path, params string[] options) => CurlAsync("Bearer t", path, options);

    public Task<int> CurlWithoutTokenAsync(string path, params string[] options) => CurlAsync(token: null, path, options);

    private async Task<int> CurlAsync(string? token, string path, string[] options)
    {
        string[] authorization = token is null ? [] : ["-H", "Authorization: " + token];
        var start = new ProcessStartInfo("curl", [
            "-sS", "--noproxy", "*", "--path-as-is", "-o", "/dev/null", "-w", "%{http_code}", .. authorization, .. options, Address.AbsoluteUri.TrimEnd('/') + "/" + path,
        ])
        {
            RedirectStandardOutput = true,
        };
        using Process curl = Process.Start(start)!;
        string status = await curl.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await curl.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, curl.ExitCode);
        return int.Parse(status, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        Http.Dispose();
        _folder.Delete(recursive: true);
    }

    private JsonNode[] Events(string function)
    {
        string file = Path.Combine(_folder.FullName, function);
        return File.Exists(file) ? [.. File.ReadAllLines(file).Select(line => JsonNode.Parse(line)!)] : [];
    }

    private EmulatedFunction Function(string name, string? answer, string? error)
    {
        var environment = new Dictionary<string, string>
        {
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
            ["EVENTS"] = Path.Combine(_folder.FullName, name),
        };
        if (answer is not null)
        {
            environment["ANSWER"] = answer;
        }

        if (error is not null)
        {
            environment["ERROR"] = error;
        }

        return _parts.Add(new EmulatedFunction(new FunctionConfiguration
        {
            Name = name,
            Executable = Path.Combine(AppContext.BaseDirectory, "ScriptedFunction"),
            Environment = environment,
        }));
    }
}
