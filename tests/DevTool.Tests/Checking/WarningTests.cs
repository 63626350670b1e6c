using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Contract;
using DevTool.Checking;
using Xunit;

namespace DevTool.Tests.Checking;

/// <summary>The warnings of <c>check</c> about accepted files, and cases without a warning.</summary>
public sealed partial class WarningTests
{
    private static readonly Dictionary<string, string> IdTokens = new() { ["AUTHORIZER_TOKEN_USE"] = "id" };
    private static readonly Dictionary<string, string> AnyTokens = new() { ["AUTHORIZER_TOKEN_USE"] = "any" };

    [Theory]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a"],"when":{}}""", "empty-when", "applies to every verified caller")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a"]}""", "open-to-all", "every verified caller may call GET /a; add \"when\"")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /{claim:usernme}"]}""", "unknown-claim", "not a claim that Cognito issues itself; did you mean \"username\"?")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"claims":{"groups":"a"}}}""", "unknown-claim", "did you mean \"cognito:groups\"?")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /{claim:email}"]}""", "claim-not-in-token", "access tokens have no claim \"email\" unless a pre token generation trigger adds it")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /{claim:cognito:username}"]}""", "claim-not-in-token", "did you mean \"username\"?")]
    [InlineData("""{"id":"r","effect":"allow","routes":["* /{claim:custom:tenant}/**"]}""", "claim-not-in-token", "access tokens have no claim \"custom:tenant\"")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"claims":{"level":"3"}}}""", "value-type", "the string \"3\" never equals the number 3")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"claims":{"beta":["true"]}}}""", "value-type", "never equals the boolean true")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"claims":{"auth_time":"3"}}}""", "value-type", "is a number")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"claims":{"username":3}}}""", "value-type", "write \"3\"")]
    [InlineData("""{"id":"r","effect":"deny","routes":["GET /"],"when":{"anyGroup":["a"]}}""", "allows-nothing", "every call is denied")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GTE /"],"when":{"anyGroup":["a"]}}""", "unknown-method", "did you mean \"GET\"?")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /:id"],"when":{"anyGroup":["a"]}}""", "literal-placeholder", "the segment \":id\" literally; write {id}")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /<id>"],"when":{"anyGroup":["a"]}}""", "literal-placeholder", "write {id}")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /$connect"],"when":{"anyGroup":["a"]}}""", "literal-placeholder", "write \"$connect\" alone")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a","GET /a"],"when":{"anyGroup":["a"]}}""", "duplicate-route", "twice")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}},{"id":"d","effect":"deny","routes":["* /**"],"when":{"anyGroup":["a","b"]}}""", "never-takes-effect", "rule \"d\" (line 1) denies the same calls")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}},{"id":"d","effect":"deny","routes":["GET /{x}"]}""", "never-takes-effect", "rule \"d\" (line 1) denies")]
    [InlineData("""{"id":"o","effect":"allow","routes":["* /**"],"when":{"anyGroup":["a","b"]}},{"id":"r","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["b"]}}""", "redundant-rule", "because of rule \"o\" (line 1)")]
    [InlineData("""{"id":"o","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}},{"id":"p","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["b"]}},{"id":"r","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a","b"]}}""", "redundant-rule", "changes no decision")]
    [InlineData("""{"id":"x","effect":"allow","routes":["GET /z"],"when":{"anyGroup":["a"]}},{"id":"d","effect":"deny","routes":["* /**"],"when":{"anyGroup":["s"]}},{"id":"r","effect":"deny","routes":["GET /z"],"when":{"anyGroup":["s"]}}""", "redundant-rule", "because of rule \"d\"")]
    [InlineData("""{"id":"c","effect":"allow","routes":["$connect"],"when":{"anyGroup":["a"]}},{"id":"r","effect":"deny","routes":["* /**"],"when":{"anyGroup":["s"]}}""", "connect-not-covered", "add \"$connect\"")]
    [InlineData("""{"id":"c","description":"","effect":"allow","routes":["GET /**"]},{"id":"r","effect":"allow","routes":["GET /a","PUT /a"],"when":{"anyGroup":["s"]}}""", "route-already-open", "already allows \"GET /a\" to every verified caller")]
    public void A_probable_mistake_causes_a_warning(string rules, string code, string text)
    {
        Finding[] found = [.. Check(rules).Where(finding => finding.Code == code)];

        // A file may cause several warnings. If several warnings have the expected code, exactly one of them is about the rule r.
        Finding warning = found.Length == 1 ? found[0] : found.Single(finding => finding.Rule == "r");
        Assert.Contains(text, $"{warning.Text}{(warning.Suggestion is null ? string.Empty : $"; did you mean {warning.Suggestion}?")}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":"r","effect":"allow","routes":["* /{claim:sub}/**","GET /{claim:username}"]}""")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /{claim:tenant}"],"when":{"claims":{"plan":"gold","level":3,"beta":true,"cognito:groups":"a"}}}""")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a"],"description":"Public among signed-in callers."}""")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}},{"id":"d","effect":"deny","routes":["* /**"],"when":{"allGroups":["a","b"]}}""")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a/{id}"],"when":{"anyGroup":["a"]}},{"id":"d","effect":"deny","routes":["* /a/secret"],"when":{"anyGroup":["a"]}}""")]
    [InlineData("""{"id":"a","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}},{"id":"b","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["b"]}}""")]
    [InlineData("""{"id":"o","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}},{"id":"p","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["c"]}},{"id":"r","effect":"deny","routes":["GET /a"],"when":{"anyGroup":["a","b"],"anyScope":["s"]}}""")]
    [InlineData("""{"id":"a","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}},{"id":"guard","effect":"deny","routes":["* /internal/**"]}""")]
    [InlineData("""{"id":"a","effect":"allow","routes":["GET /{any}"],"when":{"anyGroup":["a"]}},{"id":"b","effect":"allow","routes":["GET /**"],"when":{"anyGroup":["b"]}}""")]
    [InlineData("""{"id":"o","effect":"allow","routes":["GET /a","GET /c"],"when":{"anyGroup":["a"]}},{"id":"r","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a","b"]}}""")]
    public void Plausible_rules_cause_no_warning(string rules) => Assert.Empty(Check(rules));

    [Fact]
    public void Claim_warnings_depend_on_the_tokens_that_the_rule_can_match()
    {
        const string Email = """{"id":"r","effect":"allow","routes":["GET /{claim:email}"]}""";
        const string Username = """{"id":"r","effect":"allow","routes":["GET /{claim:username}"]}""";
        const string IdOnly = """{"id":"r","effect":"allow","routes":["GET /a"],"when":{"tokenUse":"id","claims":{"email_verified":"true","scope":"x"}}}""";

        Assert.Empty(Check(Email, IdTokens));
        Assert.Empty(Check(Email, AnyTokens));
        Assert.Equal("\"cognito:username\"", Assert.Single(Check(Username, IdTokens)).Suggestion);
        Assert.Equal(["value-type", "claim-not-in-token"], Check(IdOnly, AnyTokens).Select(finding => finding.Code));
    }

    [Fact]
    public void A_warning_has_the_line_of_its_cause()
    {
        Finding[] found =
        [
            .. Check(
                """
                {
                  "id": "r",
                  "effect": "allow",
                  "routes": [
                    "GET /a",
                    "GET /:id"
                  ],
                  "when": {
                    "claims": {
                      "plan": "x",
                      "level": "3"
                    }
                  }
                }
                """),
        ];

        Assert.Equal([("literal-placeholder", 6), ("value-type", 11)], found.Select(finding => (finding.Code, finding.Line)));
    }

    [Fact]
    public void Each_duplicate_of_an_earlier_rule_is_redundant()
    {
        const string Rule = """{"id":"N","effect":"allow","routes":["GET /a"],"when":{"anyGroup":["a"]}}""";

        Finding[] found = [.. Check(string.Join(',', "123".Select(id => Rule.Replace('N', id))))];

        Assert.Equal([("2", "redundant-rule"), ("3", "redundant-rule")], found.Select(finding => (finding.Rule!, finding.Code!)));
    }

    [Fact]
    public void A_policy_near_its_size_limit_causes_a_warning()
    {
        string rules = """{"id":"r","effect":"allow","routes":["GET /LONG"],"when":{"anyGroup":["a"]}}""".Replace("LONG", new string('a', 450), StringComparison.Ordinal);

        Assert.Equal("policy-size", Assert.Single(Check(rules, new() { ["AUTHORIZER_POLICY_SCOPE"] = "principal" })).Code);
        Assert.Empty(Check(rules));
    }

    [Fact]
    public void Header_checks_with_a_cache_cause_a_warning() =>
        Assert.Equal("headers-and-cache", Assert.Single(Check("""{"id":"r","effect":"allow","routes":["GET /{claim:sub}"]}""", new() { ["AUTHORIZER_REQUIRED_HEADERS"] = "x-a" })).Code);

    [Theory]
    [InlineData("POST /{x}")]
    [InlineData("POST /mcp/**")]
    [InlineData("* /mcp")]
    [InlineData("* /mcp/**")]
    [InlineData("* /**")]
    public void A_rule_that_allows_every_tool_causes_a_warning(string route)
    {
        const string Tool = """{"id":"tool","effect":"allow","routes":["MCP /mcp tools/call a"],"when":{"anyGroup":["a"]}}""";
        Finding[] open = [.. Check(Tool + """,{"id":"post","effect":"allow","routes":["ROUTE"],"when":{"anyGroup":["b"]}}""".Replace("ROUTE", route, StringComparison.Ordinal))];

        Assert.Equal(["opens-every-tool", "mcp-and-cache"], open.Select(finding => finding.Code));
        Assert.Contains($"\"{route}\" allows every MCP request to /mcp, so \"MCP /mcp tools/call a\" does not restrict the callers of this rule; replace \"{route}\" with narrower routes, for example \"MCP /mcp tools/list\"", open[0].Text, StringComparison.Ordinal);

        // A deny rule for one tool and an allow rule for the path are a common combination, so they cause no such warning.
        Finding[] but = [.. Check("""{"id":"tool","effect":"deny","routes":["MCP /mcp tools/call a"]},{"id":"post","effect":"allow","routes":["POST /mcp"],"when":{"anyGroup":["b"]}}""")];
        Assert.Equal(["mcp-and-cache"], but.Select(finding => finding.Code));
    }

    [Fact]
    public void An_MCP_route_in_the_form_of_a_path_causes_a_warning()
    {
        Finding found = Assert.Single(Check("""{"id":"r","effect":"allow","routes":["POST /mcp tools/call x"],"when":{"anyGroup":["b"]}}"""));

        Assert.Equal(("mcp-route-as-path", "\"MCP /mcp tools/call x\""), (found.Code, found.Suggestion));
    }

    [Fact]
    public void The_page_lists_every_warning()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "src", "DevTool", "README.md"));
        string[] listed = [.. Row().Matches(page[page.IndexOf("| warning |", StringComparison.Ordinal)..]).Select(row => row.Groups[1].Value)];
        IEnumerable<string> codes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "DevTool", "Checking"))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct();

        Assert.Equal(codes.Order(), listed.Order());
    }

    private static IReadOnlyList<Finding> Check(string rules, Dictionary<string, string>? variables = null)
    {
        PermissionsReport report = PermissionsCheck.Check(
            "permissions.json", Encoding.UTF8.GetBytes($$"""{"version":1,"rules":[{{rules}}]}"""), name => variables?.GetValueOrDefault(name));
        Assert.Empty(report.Problems);
        return report.Warnings;
    }

    [GeneratedRegex(@"^\| `([a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"(?:Warn\(\s*|Code: )""([a-z-]+)""")]
    private static partial Regex Code();
}
