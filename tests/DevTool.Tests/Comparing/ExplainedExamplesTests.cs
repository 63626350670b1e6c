using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using CsCheck;
using DevTool.Comparing;
using DevTool.Explaining;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Comparing;

/// <summary>Runs <c>explain</c> for the example of each difference. The decisions with the old and the new file must differ.</summary>
public sealed class ExplainedExamplesTests
{
    private const string Wide = """{"id":"a","effect":"allow","routes":["* /**","$connect"]}""";

    public static TheoryData<string, string> Pairs => new()
    {
        { Wide, """{"id":"a","effect":"allow","routes":["GET /pets/{id}"],"when":{"anyGroup":["ops","x"]}}""" },
        { Wide, Wide + """,{"id":"d","effect":"deny","routes":["* /admin/**"],"when":{"tokenUse":"access"}}""" },
        { Wide, Wide + """,{"id":"d","effect":"deny","routes":["* /users/{claim:username}/{claim:custom:tenant}"],"when":{"allScopes":["a/b","c"]}}""" },
        { Wide, Wide + """,{"id":"d","effect":"deny","routes":["$connect"],"when":{"clientIds":["one","two"],"claims":{"level":[2,true,"x"]}}}""" },
        { """{"id":"a","effect":"allow","routes":["GET /"],"when":{"claims":{"cognito:groups":"a"}}}""", """{"id":"a","effect":"allow","routes":["GET /café/{x}/**"],"when":{"claims":{"amount":[1e3,"ß"]}}}""" },
        { Wide, Wide + """,{"id":"d","effect":"deny","routes":["GET /my file/{claim:scope}/a#b"],"when":{"allScopes":["s","t"]}}""" },
        { """{"id":"a","effect":"allow","routes":["PATCH /a/{claim:sub}/**"]}""", """{"id":"a","effect":"allow","routes":["PATCH /a/{claim:cognito:username}/**"],"when":{"tokenUse":"id"}}""" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Explain_confirms_examples_of_every_kind(string old, string changed) => Confirm(Document(old), Document(changed), AnyToken);

    [Fact]
    public void Explain_confirms_examples_of_generated_files()
    {
        int confirmed = 0;
        Gen.Select(SmallUniverse.Rules, SmallUniverse.Rules).Sample(
            (old, changed) => confirmed += Confirm(SmallUniverse.File(old), SmallUniverse.File(changed), SmallUniverse.Variable), iter: 25, threads: 1);

        Assert.InRange(confirmed, 25, int.MaxValue);
    }

    [Fact]
    public async Task The_command_explain_confirms_an_example_of_the_command_diff()
    {
        using var tool = new ToolProcess();
        string old = Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json");
        string changed = tool.Write("new.json", Encoding.UTF8.GetString(Document(Wide)));
        (_, string report, _) = await tool.RunAsync("diff", old, changed, "--json");
        JsonNode example = JsonNode.Parse(report)!["differences"]![0]!["example"]!;
        tool.Variables["TOKEN"] = example["token"]!.GetValue<string>();

        string route = $"{example["method"]} {example["path"]}".TrimEnd();
        (int before, _, _) = await tool.RunAsync("explain", "--route", route, "--permissions", old);
        (int after, _, _) = await tool.RunAsync("explain", "--route", route, "--permissions", changed);

        Assert.NotEqual(before, after);
    }

    private static int Confirm(byte[] old, byte[] changed, Func<string, string?> variables)
    {
        var report = DifferenceReport.Of(("old", old), ("new", changed), variables);
        Assert.False(report.Same && !old.SequenceEqual(changed) && variables == (Func<string, string?>)AnyToken);
        foreach (ReportedDifference one in report.Differences)
        {
            string what = $"{one.Sentence}: {one.Example.Method} {one.Example.Path} {one.Example.Claims.ToJsonString()}";
            Assert.Equal((one.Change == "lost" ? "allow" : "deny", what), (Explain(old, one.Example, variables), what));
            Assert.Equal((one.Change == "lost" ? "deny" : "allow", what), (Explain(changed, one.Example, variables), what));
        }

        return report.Differences.Count;
    }

    private static string Explain(byte[] permissions, ReportedExample example, Func<string, string?> variables)
    {
        string route = example.Path is null ? example.Method : $"{example.Method} {example.Path}";
        Explanation explanation = Explainer.Explain(new ExplainRequest
        {
            Variables = variables,
            PermissionsName = "permissions.json",
            Permissions = permissions,
            Event = Encoding.UTF8.GetBytes(RequestSynthesis.Create(CallTarget.Parse(route), [], example.Token, tokenSources: null, EventShape.RestRequest, example.SourceIp).ToJsonString()),
            Token = example.Token,
        });
        Assert.True(explanation.Assumed);
        return explanation.Decision;
    }

    private static string? AnyToken(string name) => name == "AUTHORIZER_TOKEN_USE" ? "any" : null;

    private static byte[] Document(string rules) => Encoding.UTF8.GetBytes($$"""{"version":1,"rules":[{{rules}}]}""");
}
