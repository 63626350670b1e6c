using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Authorizer.Conditions;
using Contract;
using DevTool.Comparing;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Comparing;

/// <summary><c>diff</c> and <c>who</c>, run as from a shell: results, limits, and the examples on their page.</summary>
public sealed class ComparingTests : IDisposable
{
    private static readonly string Sample = Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json");
    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task Files_with_the_same_decisions_have_no_differences()
    {
        string one = Write("one.json", """{"id":"a","effect":"allow","routes":["GET /x","GET /{name}"],"when":{"anyGroup":["a","b"]}}""");
        string two = Write(
            "two.json",
            """
            {"id":"b","effect":"allow","routes":["GET /{other}"],"when":{"anyGroup":["b"]}},
            {"id":"c","effect":"allow","routes":["GET /{other}"],"when":{"claims":{"cognito:groups":"a"}}}
            """);

        (int code, string output, string errors) = await RunAsync("diff", one, two, "--no-new-access");

        Assert.True(code == 0, output + errors);
        Assert.Contains("make the same decisions", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task New_access_causes_exit_code_1_with_the_option_no_new_access()
    {
        string wide = Write("wide.json", """{"id":"a","effect":"allow","routes":["GET /x"]}""");
        string narrow = Write("narrow.json", """{"id":"a","effect":"allow","routes":["GET /x"],"when":{"anyGroup":["a"]}}""");

        Assert.Equal(1, (await RunAsync("diff", narrow, wide, "--no-new-access")).Code);
        Assert.Equal(0, (await RunAsync("diff", narrow, wide)).Code);
        Assert.Equal(0, (await RunAsync("diff", wide, narrow, "--no-new-access")).Code);
    }

    [Fact]
    public async Task The_JSON_output_has_callers_calls_and_an_example()
    {
        string old = Write("old.json", """{"id":"a","effect":"allow","routes":["GET /x"]}""");
        string changed = Write("new.json", """{"id":"a","effect":"allow","routes":["GET /x/**"],"when":{"claims":{"level":[2]}}}""");

        (_, string output, _) = await RunAsync("diff", old, changed, "--json");

        JsonNode gained = JsonNode.Parse(output)!["differences"]![0]!;
        Assert.Equal("gained", gained["change"]!.GetValue<string>());
        Assert.Equal("callers with level 2", gained["callers"]!.GetValue<string>());
        Assert.Equal("callers with level 2 gain GET /x/{any}/**", gained["sentence"]!.GetValue<string>());
        Assert.Equal("GET /x/{any}/**", gained["calls"]![0]!.GetValue<string>());
        Assert.Equal(2, gained["example"]!["claims"]!["level"]!.GetValue<int>());
        Assert.False(gained["example"]!["old"]!["allowed"]!.GetValue<bool>());
        Assert.True(gained["example"]!["new"]!["allowed"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData(64, "diff", "only-one.json")]
    [InlineData(78, "diff", "/nowhere", "/nowhere")]
    [InlineData(64, "who", "pets")]
    [InlineData(64, "who", "GET /a//b")]
    [InlineData(1, "who", "GET /nothing")]
    [InlineData(0, "who", "$connect")]
    [InlineData(64, "who", "* /pets")]
    [InlineData(0, "who", "GET /pets/{petId}?limit=1")]
    public async Task Each_result_has_its_exit_code(int code, params string[] arguments) =>
        Assert.Equal(code, (await RunAsync(arguments)).Code);

    [Fact]
    public async Task Who_accepts_a_URL_and_reports_its_path_and_stage()
    {
        (int code, string output, string errors) = await RunAsync("who", "GET https://abc123.execute-api.eu-west-1.amazonaws.com/prod/pets/1?limit=2");

        Assert.Equal(0, code);
        Assert.Contains(" may call GET /pets/1", output, StringComparison.Ordinal);
        Assert.Contains("understood as: path /pets/1, stage prod (from ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_invalid_file_causes_exit_code_78_and_standard_error_has_every_problem()
    {
        string file = Write("bad.json", """{"id":"a","effect":"permit","routes":["GET /x"]},{"id":"b","effect":"allow","routes":[]}""");

        (int code, string output, string errors) = await RunAsync("diff", Sample, file);

        Assert.Equal(78, code);
        Assert.Empty(output);
        Assert.Contains("rule \"a\"", errors, StringComparison.Ordinal);
        Assert.Contains("rule \"b\"", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_rules_are_compared_within_ten_seconds()
    {
        static string Rules(int shift) => string.Join(",\n", Enumerable.Range(0, 1000).Select(i =>
            $$$"""{"id":"r{{{i}}}","effect":"{{{(i % 10 == 0 ? "deny" : "allow")}}}","routes":["GET /s{{{i % 40}}}/{id}/a{{{i}}}/**","* /s{{{i % 40}}}/{claim:username}/x{{{i % 7}}}"],"when":{"anyGroup":["g{{{(i + (i % 4 == 0 ? shift : 0)) % 60}}}","g{{{i % 17}}}"]}}"""));
        (string, byte[]) one = ("old", Document(Rules(0)));
        (string, byte[]) two = ("new", Document(Rules(1)));

        var time = Stopwatch.StartNew();
        var report = DifferenceReport.Of(one, two, _ => null);

        Assert.InRange(report.Differences.Count, 100, int.MaxValue);
        Assert.Empty(report.Omitted);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, 10);
        TestContext.Current.SendDiagnosticMessage($"{report.Differences.Count} differences in {time.Elapsed}");
    }

    [Fact]
    public void A_report_about_hostile_files_is_shortened_and_lists_its_omissions()
    {
        // A shortest condition has one group of each of the eight pairs, so the report has 256 shortest conditions.
        string pairs = string.Join(",", Enumerable.Range(0, 8).Select(i =>
            $$$"""{"id":"d{{{i}}}","effect":"deny","routes":["GET /x"],"when":{"allGroups":["a{{{i}}}","b{{{i}}}"]}}"""));
        string all = """{"id":"all","effect":"allow","routes":["GET /x"]}""";
        string deep = $$"""{"id":"deep","effect":"allow","routes":["GET {{string.Concat(Enumerable.Repeat("/{claim:username}", 700))}}"]}""";
        var time = Stopwatch.StartNew();

        var many = DifferenceReport.Of(("old", Document(deep)), ("new", Document(all + "," + pairs)), _ => null);

        Assert.Contains(many.Omitted, omitted => omitted.Contains("more than 100 conditions", StringComparison.Ordinal));
        Assert.True(many.HasNewAccess);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, Patience.Limit.TotalSeconds);
    }

    // Each rule has its literal, or its claims, at different segments than the other rules. Each rule therefore doubles the number of path classes.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_comparison_with_too_many_combinations_is_reported_as_incomplete_within_seconds(bool withClaims)
    {
        static string Rules(string group, bool withClaims) => string.Join(",\n", Enumerable.Range(0, 24).Select(i =>
            $$$"""{"id":"{{{group}}}{{{i}}}","effect":"{{{(i % 2 == 1 ? "deny" : "allow")}}}","routes":["GET {{{string.Concat(Enumerable.Range(0, 24).Select(j => withClaims ? $"/{{claim:c{(i + j) % 6}}}" : i == j ? "/x" : "/{any}"))}}}"],"when":{"anyGroup":["{{{group}}}{{{i}}}"]}}"""));
        string old = Write("old.json", Rules("a", withClaims));
        string changed = Write("new.json", Rules("b", withClaims));

        var time = Stopwatch.StartNew();
        (int code, string output, string errors) = await RunAsync("diff", old, changed);
        (int refused, _, _) = await RunAsync("diff", old, changed, "--no-new-access");

        Assert.Equal((1, 1), (code, refused));
        Assert.Contains("(incomplete)", output.Split('\n')[0], StringComparison.Ordinal);
        Assert.StartsWith("incomplete: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.InRange(time.Elapsed.TotalSeconds, 0, Patience.Limit.TotalSeconds);
    }

    [Fact]
    public async Task Who_lists_the_rules_if_the_rules_have_too_many_combinations()
    {
        static string Claims(int i) => string.Join(",", Enumerable.Range(0, 12).Select(j => $"\"c{j}\":[\"v{i * j % 37}\",\"w\"]"));
        string rules = string.Join(",\n", Enumerable.Range(0, 40).Select(i =>
            $$"""{"id":"r{{i}}","effect":"{{(i % 3 == 0 ? "deny" : "allow")}}","routes":["GET /a"],"when":{"claims":{ {{Claims(i)}} } } }"""));
        string file = Write("many.json", rules);

        (int code, string output, string errors) = await RunAsync("who", "GET /a", "--permissions", file);
        (_, string json, _) = await RunAsync("who", "GET /a", "--permissions", file, "--json");

        Assert.Equal((1, "incomplete: the rules are listed one by one; whether any caller may make the call was not decided\n"), (code, errors));
        Assert.StartsWith("The rules for GET /a have too many combinations", output, StringComparison.Ordinal);
        Assert.Contains("\n  allow \"r1\" (line 2): c0 \"v0\" or \"w\" and c1 \"v1\" or \"w\" and ", output, StringComparison.Ordinal);
        JsonNode report = JsonNode.Parse(json)!;
        Assert.False(report["isComplete"]!.GetValue<bool>());
        Assert.Equal(40, report["uncombined"]!.AsArray().Count);
        Assert.Equal("deny", report["uncombined"]![0]!["effect"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_output_names_the_permissions_file_if_no_option_selects_the_file()
    {
        (_, _, string sample) = await RunAsync("who", "GET /pets");
        _ = Write("permissions.json", """{"id":"a","effect":"allow","routes":["GET /pets"]}""");
        (_, _, string found) = await RunAsync("who", "GET /pets");
        (_, _, string named) = await RunAsync("who", "GET /pets", "--permissions", "permissions.json");

        Assert.Equal($"rules: the sample {Path.Combine(AppContext.BaseDirectory, "permissions.json")}, because there is no permissions.json here; name yours with --permissions\n", sample);
        Assert.Equal(("rules: permissions.json\n", string.Empty), (found, named));
    }

    [Fact]
    public async Task A_lower_case_method_is_converted_to_upper_case_with_a_note()
    {
        (int code, string output, string errors) = await RunAsync("who", "get /pets", "--permissions", Sample);

        Assert.Equal(0, code);
        Assert.Contains(" may call GET /pets", output, StringComparison.Ordinal);
        Assert.Equal("understood as: method GET, because the methods of API Gateway are upper case\n", errors);
    }

    [Fact]
    public void Claims_that_may_equal_each_other_do_not_exceed_the_limits()
    {
        // Each of the claims in the paths may equal a segment, a client ID or another claim. An earlier version needed a million nodes.
        string rules = """
            {"id":"a","effect":"allow","routes":["GET /{any}/{claim:client_id}/**"]},
            {"id":"b","effect":"allow","routes":["POST /**","GET /{claim:role}/{claim:absent}/{claim:username}/**"],"when":{"anyGroup":["b"]}},
            {"id":"c","effect":"allow","routes":["* /y/x/**"],"when":{"claims":{"cognito:groups":["a",2]},"anyScope":["s","t"]}}
            """;

        var report = DifferenceReport.Of(("old", Document(rules)), ("new", Document(string.Empty)), name => name switch
        {
            "AUTHORIZER_CLIENT_IDS" => "c1,c2",
            "AUTHORIZER_TOKEN_USE" => "any",
            _ => null,
        });

        Assert.Empty(report.Omitted);
        Assert.Equal(
            [
                "callers in group b lose POST /**",
                "every caller loses GET /{any}/{claim:client_id}/**",
                "callers in group a with scope s or t lose * /y/x/**",
                "callers in group b lose GET /{claim:role}/{claim:absent}/{claim:username}/**",
            ],
            report.Differences.Select(one => one.Sentence));
    }

    // The report throws an exception if the authorizer does not confirm an example.
    [Theory]
    [InlineData("role")]
    [InlineData("exp")]
    [InlineData("auth_time")]
    [InlineData("iss")]
    [InlineData("client_id")]
    [InlineData("scope")]
    public void A_tool_name_may_equal_any_claim(string claim)
    {
        const string Read = """{"id":"a","effect":"allow","routes":["MCP /mcp tools/call x*","MCP /mcp tools/list"]}""";
        string own = $$$"""{"id":"b","effect":"allow","routes":["MCP /mcp tools/call {claim:{{{claim}}}}"]}""";

        var report = DifferenceReport.Of(("old", Document(Read)), ("new", Document(Read + "," + own)), _ => null);

        string sentence = $"callers whose {claim} is the name in the MCP request gain MCP /mcp tools/call {{claim:{claim}}} except x*";
        Assert.Equal([sentence], report.Differences.Select(one => one.Sentence));
    }

    // Each letter is the prefix of another class of names. Some claims can have only some of these names. The report confirms each example.
    [Theory]
    [InlineData("scope")]
    [InlineData("iat")]
    [InlineData("iss")]
    [InlineData("client_id")]
    [InlineData("role")]
    public void Patterns_of_tool_names_are_compared_with_any_claim(string claim)
    {
        string names = string.Join(',', "abcdefghijklmnopqrstuvwxyz0123456789".Select(letter => $"\"MCP /{{claim:role}} tools/call {letter}*\"").Concat(
            "x y *|https://*|40*|a/*|a,*".Split('|').Select(name => $"\"MCP /{{claim:role}} tools/call {name}\"")));
        string rules = $$$"""{"id":"a","effect":"allow","routes":[{{{names}}}],"when":{"anyScope":["x","z"]}}""";
        string own = $$$"""{"id":"b","effect":"allow","routes":["MCP /{claim:{{{claim}}}} tools/call {claim:{{{claim}}}}"]}""";

        var report = DifferenceReport.Of(("old", Document(rules)), ("new", Document(rules + "," + own)), _ => null);

        Assert.Empty(report.Omitted);
        Assert.All(report.Differences, one => Assert.Equal("gained", one.Change));
    }

    [Fact]
    public void Every_condition_of_the_authorizer_can_be_compared()
    {
        string[] known = [.. typeof(Grant).Assembly.GetTypes().Concat(typeof(Condition).Assembly.GetTypes()).Where(type => type.IsSubclassOf(typeof(Condition))).Select(type => type.Name).Order()];

        Assert.Equal(["ClaimCondition", "ClientsCondition", "GroupsCondition", "IssuersCondition", "ScopesCondition", "SignedInWithinCondition", "SourceIpCondition", "TokenUseCondition"], known);
    }

    public void Dispose() => _tool.Dispose();

    private static byte[] Document(string rules) => Encoding.UTF8.GetBytes($$"""{"version":1,"rules":[{{rules}}]}""");

    private string Write(string name, string rules) => _tool.Write(name, Encoding.UTF8.GetString(Document(rules)));

    private Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments) => _tool.RunAsync(arguments);
}
