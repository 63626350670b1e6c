using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using System.Xml.Linq;
using Contract;
using DevTool.Testing;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>The command <c>test</c>: passing tests, failing tests, and the reports.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const string Rules = """
        {
          "version": 1,
          "rules": [
            { "id": "read", "effect": "allow", "routes": ["GET /pets", "GET /pets/{id}"], "when": { "anyGroup": ["readers"] } },
            { "id": "write", "effect": "allow", "routes": ["POST /pets"], "when": { "clientIds": ["app"], "claims": { "level": 2 } } },
            { "id": "deleted", "effect": "deny", "routes": ["DELETE /**"] }
          ]
        }
        """;

    private static readonly string Folder = Path.Combine(Repository.Root, "src", "Authorizer");

    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task The_tests_of_the_sample_pass_with_full_coverage()
    {
        (int code, string output, string errors) = await _tool.RunInAsync(Folder, "test", "--coverage", "--min", "100");

        Assert.True(code == 0, output + errors);
        Assert.Empty(errors);
        Assert.Equal("permissions.test.json: 17 calls passed with permissions.json\n\npermissions.json: 100 % exercised (19 of 19 rules, routes and conditions)\n", output);
    }

    [Fact]
    public async Task Another_permissions_file_can_be_tested()
    {
        string strict = _tool.Write("strict.json", """{"version":1,"rules":[{"id":"none","effect":"allow","routes":["GET /nothing"]}]}""");

        (int code, string output, _) = await TestAsync("""{ "caller": "reader", "allow": ["GET /pets"] }""", "--permissions", strict);

        Assert.Equal(1, code);
        Assert.StartsWith($"permissions.test.json: 1 call failed, 0 calls passed with {strict}\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_call_is_explained_after_the_result()
    {
        (int code, string output, _) = await TestAsync("""{ "caller": "reader", "allow": ["GET /pets"], "deny": ["GET /pets/1"] }""");

        Assert.Equal(1, code);
        Assert.Equal(
            """
            permissions.test.json: 1 call failed, 1 call passed with permissions.json

            permissions.test.json:5: reader: GET /pets/1: expected deny, got allow by rule "read"
              line 4  allow "read": decides
                  ok  GET /pets/{id}
                  ok  anyGroup requires group readers; the caller has readers
              2 other rules without a route for this call

            """,
            output);
    }

    [Theory]
    [InlineData("""{ "caller": "reader", "allow": ["POST /pets"] }""", "expected allow, got deny (no rule allows it)")]
    [InlineData("""{ "caller": "reader", "rule": "write", "allow": ["GET /pets"] }""", "expected allow by rule \"write\", got allow by rule \"read\"")]
    [InlineData("""{ "caller": "reader", "rule": "deleted", "deny": ["PUT /pets"] }""", "expected deny by rule \"deleted\", got deny (no rule allows it)")]
    [InlineData("""{ "caller": "reader", "allow": ["DELETE /pets/1"] }""", "expected allow, got deny by rule \"deleted\"")]
    [InlineData("""{ "caller": "reader", "allow": ["GET /pets/"] }""", "expected allow, got deny (path_not_canonical)")]
    [InlineData("""{ "caller": "signed-in", "deny": ["GET /pets"] }""", "expected deny, got unauthorized (token_use_not_allowed)")]
    public async Task A_test_with_an_unexpected_decision_fails(string test, string expected)
    {
        (int code, string output, _) = await TestAsync(test);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "caller": "reader", "rule": "read", "allow": ["GET /pets", "GET /pets/1"], "name": "reads" }""")]
    [InlineData("""{ "caller": "app", "rule": "write", "allow": ["POST /pets"] }""")]
    [InlineData("""{ "caller": "other-app", "deny": ["POST /pets", "GET /pets", "$connect"] }""")]
    [InlineData("""{ "caller": "app", "rule": "deleted", "deny": ["DELETE /pets/1"] }""")]
    public async Task Callers_have_the_facts_of_the_test_file(string test)
    {
        (int code, string output, string errors) = await TestAsync(test);

        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public async Task Settings_of_the_test_file_override_environment_variables()
    {
        _tool.Variables["AUTHORIZER_TOKEN_USE"] = "access";
        _ = _tool.Write("permissions.json", Rules);
        string file = _tool.Write(
            "id.test.json",
            """{"version":1,"settings":{"AUTHORIZER_TOKEN_USE":"id"},"callers":{"a":{"tokenUse":"id","groups":["readers"]}},"tests":[{"caller":"a","allow":["GET /pets"]}]}""");

        (int code, string output, string errors) = await _tool.RunAsync("test", file);

        Assert.True(code == 0, output + errors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Callers_come_from_the_configured_user_pools(bool inFile)
    {
        const string Pools = "eu-central-1_Staff1234,eu-central-1_Partner12";
        _ = _tool.Write("permissions.json", """
            {"version":1,"rules":[
              {"id":"staff","effect":"allow","routes":["GET /admin/**"],"when":{"issuers":["eu-central-1_Staff1234"]}},
              {"id":"all","effect":"allow","routes":["GET /pets"]}]}
            """);
        string settings = inFile ? $"\"settings\": {{ \"AUTHORIZER_USER_POOL_IDS\": \"{Pools}\" }}," : string.Empty;
        string file = _tool.Write("pools.test.json", $$"""
            {"version":1,{{settings}}
             "callers":{"staff":{},"partner":{"claims":{"iss":"https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Partner12"} } },
             "tests":[
              {"caller":"staff","rule":"staff","allow":["GET /admin/x"]},
              {"caller":"partner","rule":"all","allow":["GET /pets"]},
              {"caller":"partner","deny":["GET /admin/x"]}]}
            """);
        _tool.Variables["AUTHORIZER_USER_POOL_IDS"] = inFile ? "eu-central-1_Other1234" : Pools;

        (int code, string output, string errors) = await _tool.RunAsync("test", file);

        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public async Task Coverage_lists_untested_rules_routes_and_conditions()
    {
        (int code, string output, _) = await TestAsync("""{ "caller": "reader", "allow": ["GET /pets"] }""", "--coverage");
        (int below, _, _) = await _tool.RunAsync("test", "--min", "26");
        (int above, _, _) = await _tool.RunAsync("test", "--min", "20");

        Assert.Equal((0, 1, 0), (code, below, above));
        Assert.Equal(
            """
            permissions.test.json: 1 call passed with permissions.json

            permissions.json: 20 % exercised (2 of 10 rules, routes and conditions)
            permissions.json:4: rule "read": no test matches the route "GET /pets/{id}"; add a call to it
            permissions.json:4: rule "read": no test calls this rule's routes as a caller who does not meet anyGroup (group readers); add such a call
            permissions.json:5: rule "write": no test matches this rule; add a call that it decides
            permissions.json:6: rule "deleted": no test matches this rule; add a call that it decides

            """,
            output);
    }

    [Fact]
    public async Task JUnit_files_with_hostile_names_are_valid_XML()
    {
        (int code, _, _) = await TestAsync("""{ "caller": "a<&\"\u0007\ud83d\ude00", "allow": ["GET /pets"], "deny": ["GET /<b>&\u0001"] }""", "--junit", _tool["junit.xml"]);
        string counted = await _tool.PythonAsync(
            "import sys, xml.etree.ElementTree as e; r = e.fromstring(sys.stdin.buffer.read()); print(r.get('tests'), r.get('failures'), "
            + "len(r.findall('testsuite/testcase')), len(r.findall('testsuite/testcase/failure')), ascii(r.find('testsuite/testcase').get('classname')))",
            _tool.Read("junit.xml"));

        Assert.Equal(1, code);
        Assert.Equal("2 1 2 1 'a<&\"\\ufffd\\U0001f600'\n", counted);
        XElement failure = XDocument.Load(_tool["junit.xml"]).Descendants("failure").Single();
        Assert.Contains("expected allow, got deny (no rule allows it)", failure.Attribute("message")!.Value, StringComparison.Ordinal);
        Assert.Contains("anyGroup requires group readers; the caller has no group", failure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_JSON_output_has_results_and_coverage()
    {
        (_, string output, _) = await TestAsync("""{ "caller": "reader", "allow": ["GET /pets", "POST /pets"] }""", "--coverage", "--json");

        JsonNode report = JsonNode.Parse(output)!;
        Assert.Equal((1, 1), (report["passed"]!.GetValue<int>(), report["failed"]!.GetValue<int>()));
        Assert.Equal("read", report["results"]![0]!["rule"]!.GetValue<string>());
        Assert.Null(report["results"]![0]!["explanation"]);
        Assert.Equal("deny", report["results"]![1]!["explanation"]!["decision"]!.GetValue<string>());
        Assert.Equal(10, report["coverage"]!["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{ "caller": "raeder", "allow": ["GET /pets"] }""", "permissions.test.json:5: unknown caller \"raeder\"; did you mean \"reader\"?")]
    [InlineData("""{ "caller": "reader", "rule": "raed", "allow": ["GET /pets"] }""", "permissions.test.json:5: unknown rule \"raed\"; did you mean \"read\"?")]
    [InlineData("""{ "caller": "reader", "alow": ["GET /pets"] }""", "permissions.test.json:5: unknown member \"alow\"")]
    [InlineData("""{ "caller": "reader" }""", "permissions.test.json:5: the test has no calls")]
    [InlineData("""{ "caller": "reader", "rule": "read", "allow": ["GET /pets"], "deny": ["GET /a"] }""", "permissions.test.json:5: a test with \"rule\" must not have both \"allow\" and \"deny\"")]
    [InlineData("""{ "caller": "reader", "allow": ["pets"] }""", "permissions.test.json:5: ")]
    [InlineData("""{ "caller": "reader", "allow": "GET /pets" }""", "permissions.test.json:5: ")]
    [InlineData("""{ "caller": "reader", """, "permissions.test.json:")]
    public async Task An_unusable_file_causes_exit_code_78(string test, string message)
    {
        (int code, string output, string errors) = await TestAsync(test);

        Assert.Equal(78, code);
        Assert.Empty(output);
        Assert.StartsWith(message, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_causes_exit_code_78_and_a_wrong_option_64()
    {
        Assert.Equal(78, (await _tool.RunAsync("test")).Code);
        Assert.Equal(64, (await TestAsync("""{ "caller": "reader", "allow": ["GET /pets"] }""", "--min", "101")).Code);
    }

    [Fact]
    public void The_schema_and_the_reader_agree()
    {
        string sample = File.ReadAllText(Path.Combine(Folder, "permissions.test.json"));
        string[] accepted =
        [
            sample,
            """{"version":1,"callers":{},"tests":[]}""",
            """{"version":1,"permissions":"p.json","settings":{"AUTHORIZER_TOKEN_USE":"any","AUTHORIZER_USER_POOL_IDS":"a_1","AUTHORIZER_ISSUERS":"https://a.example"},"callers":{"a":{"client":"c","tokenUse":"id","claims":{"x":[1]}}},"tests":[]}""",
            Test("""{"caller":"a","name":"n","rule":"r","deny":["$connect"]}"""),
            Test("""{"caller":"a","allow":[],"deny":["GET /"]}"""),
        ];
        string[] refused =
        [
            "[]", "1", """{"callers":{},"tests":[]}""", """{"version":2,"callers":{},"tests":[]}""", """{"version":1,"tests":[]}""", """{"version":1,"callers":{}}""",
            """{"version":1,"callers":{},"tests":[],"x":1}""", """{"version":1,"callers":{"a":{"group":["x"]}},"tests":[]}""", """{"version":1,"callers":{"a":{"tokenUse":"refresh"}},"tests":[]}""",
            """{"version":1,"callers":{},"tests":[],"settings":{"AUTHORIZER_LOG_LEVEL":"debug"}}""",
            Test("{}"), Test("""{"caller":"a"}"""), Test("""{"caller":"a","allow":[]}"""), Test("""{"caller":"a","allow":"GET /"}"""), Test("""{"caller":1,"allow":["GET /"]}"""),
        ];

        Assert.Equal(Enumerable.Repeat(true, accepted.Length), accepted.Select(IsRead));
        Assert.Equal(Enumerable.Repeat(false, refused.Length), refused.Select(IsRead));
        bool[] bySchema = SchemaValidator.Validate(Path.Combine(Folder, "permissions.test.schema.json"), [.. accepted, .. refused]);
        Assert.Equal([.. accepted.Select(_ => true), .. refused.Select(_ => false)], bySchema);
        Assert.True(File.Exists(Path.Combine(Folder, JsonNode.Parse(sample)!["$schema"]!.GetValue<string>())));
    }

    public void Dispose() => _tool.Dispose();

    private static string Test(string test) => """{"version":1,"callers":{"a":{}},"tests":[""" + test + "]}";

    private static bool IsRead(string json)
    {
        Exception? refused = Record.Exception(() => TestReader.Read("t.json", Encoding.UTF8.GetBytes(json)));
        Assert.True(refused?.GetType().Name is null or "ConfigurationException", refused?.ToString());
        return refused is null;
    }

    private Task<(int Code, string Output, string Errors)> TestAsync(string test, params string[] options)
    {
        _ = _tool.Write("permissions.json", Rules);
        _ = _tool.Write(
            "permissions.test.json",
            $$"""
            {
              "version": 1,
              "callers": { "reader": { "groups": ["readers"] }, "app": { "client": "app", "claims": { "level": 2 } }, "other-app": { "client": "other", "claims": { "level": 2 } }, "signed-in": { "tokenUse": "id" }, "a<&\"\u0007\ud83d\ude00": {} },
              "tests": [
                {{test}}
              ]
            }
            """);
        return _tool.RunAsync(["test", .. options]);
    }
}
