using System;
using System.Linq;
using System.Text;
using DevTool.Checking;
using Xunit;

namespace DevTool.Tests.Checking;

/// <summary><c>check</c> reports all problems together, and shows the correct form for common mistakes.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("""{"id":"r","effect":"permit","routes":["GET /"]}""", "unknown effect \"permit\"; use \"allow\"")]
    [InlineData("""{"id":"r","effect":"Forbid","routes":["GET /"]}""", "unknown effect \"Forbid\"; use \"deny\"")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"groups":["a"]}}""", "unknown member \"groups\"; use \"anyGroup\": [\"…\"] (one is enough) or \"allGroups\": [\"…\"]")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"roles":["a"]}}""", "unknown member \"roles\"; use \"anyGroup\": [\"…\"]")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"scopes":["a"]}}""", "unknown member \"scopes\"; use \"anyScope\": [\"…\"] (one is enough) or \"allScopes\": [\"…\"]")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"groups":["a"]}""", "unknown member \"groups\"; use \"when\" with \"anyGroup\": [\"…\"]")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"anyGroup":["a"]}""", "unknown member \"anyGroup\"; put it into \"when\": {\"anyGroup\": …}")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"condition":{}}""", "unknown member \"condition\"; use \"when\"")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /"],"when":{"anyGroup":"admins"}}""", "\"anyGroup\" must be an array; write [\"admins\"]")]
    [InlineData("""{"id":"r","effect":"allow","routes":"GET /"}""", "\"routes\" must be an array; write [\"GET /\"]")]
    [InlineData("""{"id":"r","effect":"allow","routes":["ANY /a"]}""", "write * for any method; did you mean \"* /a\"?")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET /a/{id+}"]}""", "for everything below a path, end it with /**; did you mean \"GET /a/**\"?")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET https://api.example.com/pets?x=1"]}""", "without host, stage and query, for example \"GET /pets\"")]
    [InlineData("""{"id":"r","effect":"allow","routes":["https://api.example.com/pets"]}""", "without host, stage and query, for example \"GET /pets\"")]
    [InlineData("""{"id":"r","effect":"allow","routes":["GET $connect"]}""", "write \"$connect\" alone: a WebSocket connection has no method")]
    [InlineData("""{"id":"r","effect":"allow","routes":["$default"]}""", "because rules match the method and path of the request; to match every request, write \"* /**\"")]
    [InlineData("""{"id":"r","effect":"allow","routes":["$disconnect"]}""", "only at $connect; remove the route")]
    public void The_message_about_a_common_mistake_has_the_correct_form(string rule, string expected)
    {
        Finding problem = Assert.Single(Check($$"""{"version":1,"rules":[{{rule}}]}""").Problems);

        Assert.Contains(expected, $"{problem.Text}{(problem.Suggestion is null ? string.Empty : $"; did you mean {problem.Suggestion}?")}", StringComparison.Ordinal);
        Assert.Equal((1, "r"), (problem.Line, problem.Rule));
    }

    [Fact]
    public void All_problems_are_reported_with_line_and_rule()
    {
        PermissionsReport report = Check(
            """
            {
              "version": 2,
              "rules": [
                { "effect": "permit",
                  "routes": ["get /", 1, "GET /ok", "GET /a//b"],
                  "when": { "anyGroup": "a", "roles": ["b"], "claims": { "c": null } },
                  "id": "late" },
                { "id": "late", "effect": "deny", "routes": [], "when": [] },
                7,
                { "when": { "tokenUse": "refresh" } }
              ],
              "extra": []
            }
            """);

        (int, string?)[] found = [.. report.Problems.Select(problem => (problem.Line, problem.Rule))];
        Assert.Equal(
            [
                (2, null), (4, "late"), (5, "late"), (5, "late"), (5, "late"), (6, "late"), (6, "late"), (6, "late"),
                (8, "late"), (8, "late"), (8, "late"), (9, null), (10, null), (10, null), (10, null), (10, null), (12, null),
            ],
            found);
        Assert.Null(report.Summary);
    }

    [Fact]
    public void Problems_before_a_JSON_syntax_error_are_also_reported()
    {
        PermissionsReport report = Check("{\"version\": 1,\n\"rules\": [{\"id\": \"a\", \"effect\": \"alow\",\n\"routes\" []}]}");

        Assert.Equal([(2, "a"), (3, null)], report.Problems.Select(problem => (problem.Line, problem.Rule)));
        Assert.Contains("invalid JSON at column 10, near \"[]}]}\"; correct it", report.Problems[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20_000, "a", "the file has more than 65536 members; join rules that have the same conditions")]
    [InlineData(1, "LONG", "a member name is longer than 256 bytes; shorten it")]
    public void The_message_about_an_exceeded_limit_has_the_limit(int rules, string name, string problem)
    {
        string one = $$"""{"id":"N","effect":"allow","routes":["GET /N"],"when":{"claims":{"{{name.Replace("LONG", new string('a', 257), StringComparison.Ordinal)}}":"b"} } }""";
        string file = $$"""{"version":1,"rules":[{{string.Join(',', Enumerable.Range(0, rules).Select(number => one.Replace("N", $"{number}", StringComparison.Ordinal)))}}]}""";

        Assert.Equal(problem, Assert.Single(Check(file).Problems).Text);
    }

    private static PermissionsReport Check(string file) => PermissionsCheck.Check("permissions.json", Encoding.UTF8.GetBytes(file), _ => null);
}
