using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Backend;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>The backends of build/samples. Each backend returns the caller's identity behind a REST API and behind an HTTP API.</summary>
public sealed class BackendSampleTests : IDisposable
{
    private const string Rest = """{"requestContext":{"authorizer":{"principalId":"s-1","sub":"s-1","username":"alice","clientId":"c1","scope":"a b","groups":"readers two%20words 100%25","expiresAt":"1795680221"}}}""";
    private const string Http = """{"requestContext":{"authorizer":{"lambda":{"sub":"s-1","username":"alice","clientId":"c1","scope":"a b","groups":"readers two%20words 100%25","expiresAt":1795680221}}}}""";
    private const string Machine = """{"requestContext":{"authorizer":{"lambda":{"sub":"c1","clientId":"c1","scope":"a","expiresAt":1795680221}}}}""";
    private const string Open = """{"requestContext":{}}""";
    private const string Alice = """{"sub":"s-1","username":"alice","groups":["readers","two words","100%"]}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("backends-");

    /// <summary>The languages whose runtimes are installed on this machine.</summary>
    public static TheoryData<string> Installed => new(new[] { ("node", "node"), ("python3", "python"), ("dotnet", "csharp"), ("javac", "java"), ("go", "go") }
        .Where(language => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, language.Item1))))
        .Select(language => language.Item2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Installed))]
    public async Task A_backend_reads_the_identity_of_the_caller(string language)
    {
        switch (language)
        {
            case "csharp":
                TryCSharp();
                break;
            case "java":
                await TryJavaAsync();
                break;
            case "go":
                await TryGoAsync();
                break;
            default:
                await TryHandlerAsync(language);
                break;
        }
    }

    private async Task TryHandlerAsync(string language)
    {
        Assert.Equal(Alice, await AnswerAsync(language, Rest));
        Assert.Equal(Alice, await AnswerAsync(language, Http));
        Assert.Equal("c1", (string)JsonNode.Parse((await AnswerAsync(language, Machine))!)!["sub"]!);
        Assert.Null(await AnswerAsync(language, Open));
    }

    private static void TryCSharp()
    {
        foreach (string proxyEvent in (string[])[Rest, Http])
        {
            var caller = Caller.Of(JsonElement.Parse(proxyEvent));
            Assert.Equal(("s-1", "alice"), (caller.Sub, caller.Username));
            Assert.Equal(["a", "b"], caller.Scopes);
            Assert.Equal(["readers", "two words", "100%"], caller.Groups);
        }

        Assert.Null(Caller.Of(JsonElement.Parse(Machine)).Username);
        Assert.Throws<UnauthorizedAccessException>(() => Caller.Of(JsonElement.Parse(Open)));
    }

    private async Task TryJavaAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Run.java"), $$"""
            import java.util.Map;

            class Run {
                public static void main(String[] arguments) {
                    Map<String, Object> context = Map.of("sub", "s-1", "username", "alice", "scope", "a b", "groups", "readers two%20words 100%25");
                    System.out.println(Caller.of(Map.of("requestContext", Map.of("authorizer", context))));
                    System.out.println(Caller.of(Map.of("requestContext", Map.of("authorizer", Map.of("lambda", context)))));
                    try {
                        Caller.of(Map.of("requestContext", Map.of()));
                    } catch (SecurityException open) {
                        System.out.println(open.getMessage());
                    }
                }
            }
            """, Cancellation);
        string caller = Path.Combine(Repository.Root, "build", "samples", "backends", "java", "Caller.java");
        ScriptResult compiled = await RunAsync("javac", ["-d", _folder.FullName, caller, Path.Combine(_folder.FullName, "Run.java")]);
        Assert.True(compiled.ExitCode == 0, compiled.Errors);

        const string Expected = "Caller[sub=s-1, username=alice, scopes=[a, b], groups=[readers, two words, 100%]]";
        Assert.Equal($"{Expected}\n{Expected}\nthe route has no authorizer\n", (await RunAsync("java", ["-cp", _folder.FullName, "Run"])).Output);
    }

    private async Task TryGoAsync()
    {
        foreach (string file in (string[])["caller.go", "go.mod"])
        {
            File.Copy(Path.Combine(Repository.Root, "build", "samples", "backends", "go", file), Path.Combine(_folder.FullName, file));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "caller_test.go"), $$"""
            package backend

            import ("fmt"; "testing")

            func Test(t *testing.T) {
            	for _, event := range []string{`{{Rest}}`, `{{Http}}`} {
            		caller, err := CallerOf([]byte(event))
            		if got := fmt.Sprintf("%q %v", caller, err); got != `{"s-1" "alice" ["a" "b"] ["readers" "two words" "100%"]} <nil>` { t.Fatal(got) }
            	}
            	if _, err := CallerOf([]byte(`{{Open}}`)); err == nil { t.Fatal("open") }
            }
            """, Cancellation);
        ScriptResult result = await RunAsync("go", ["test", "./..."]);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
    }

    // Returns the body of the answer, or null if the handler refuses the event.
    private async Task<string?> AnswerAsync(string language, string proxyEvent)
    {
        string folder = Path.Combine(Repository.Root, "build", "samples", "backends", language);
        ScriptResult result = language == "node"
            ? await RunAsync("node", ["--input-type=module", "-e", $"import {{ handler }} from '{folder}/index.mjs'; process.stdout.write((await handler(JSON.parse(process.argv[1]))).body)", proxyEvent])
            : await RunAsync("python3", ["-B", "-c", "import sys, json; sys.path.insert(0, sys.argv[1]); import handler; sys.stdout.write(handler.handler(json.loads(sys.argv[2]), None)['body'])", folder, proxyEvent]);
        Assert.Equal(result.ExitCode != 0, result.Errors.Contains("the route has no authorizer", StringComparison.Ordinal));
        return result.ExitCode == 0 ? JsonNode.Parse(result.Output)!.ToJsonString(Readable) : null;
    }

    private static JsonSerializerOptions Readable { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Task<ScriptResult> RunAsync(string program, string[] arguments) =>
        ScriptResult.OfAsync(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder.FullName }, Cancellation);
}
