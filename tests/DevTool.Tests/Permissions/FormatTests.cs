using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using CsCheck;
using DevTool.Checking;
using DevTool.Formatting;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>The command <c>fmt</c>: one layout, without a change of meaning.</summary>
public sealed class FormatTests : IDisposable
{
    private const string Loose =
        """
        {"rules":[{"when":{"claims":{"level":[2,3.50,"\u0041"]}},"routes":["GET /a"],"effect":"allow","description":"why","id":"one"},
            { "id":"many","effect":"deny","routes":["GET /a-very-long-path-that-fills-the-line","GET /another-very-long-path-that-fills-the-line","GET /a-third-path"]}], "version":1}
        """;

    private const string Canonical =
        """
        {
          "version": 1,
          "rules": [
            { "id": "one", "description": "why", "effect": "allow", "routes": ["GET /a"], "when": { "claims": { "level": [2, 3.50, "\u0041"] } } },
            {
              "id": "many",
              "effect": "deny",
              "routes": ["GET /a-very-long-path-that-fills-the-line", "GET /another-very-long-path-that-fills-the-line", "GET /a-third-path"]
            }
          ]
        }

        """;

    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task The_option_permissions_selects_the_file()
    {
        string file = _tool.Write("other.json", Loose);

        (int check, _, _) = await _tool.RunAsync("fmt", "--check", "--permissions", file);
        (int code, _, _) = await _tool.RunAsync("fmt", "--permissions", file);

        Assert.Equal((1, 0), (check, code));
        Assert.NotEqual(Loose, _tool.Read("other.json"));
    }

    [Fact]
    public async Task A_formatted_file_is_not_changed_again()
    {
        string file = _tool.Write("permissions.json", Loose);

        (int check, string checkOutput, _) = await _tool.RunAsync("fmt", "--check", file);
        string unchanged = _tool.Read("permissions.json");
        (int code, string output, _) = await _tool.RunAsync("fmt", file);
        string formatted = _tool.Read("permissions.json");
        (int again, string againOutput, _) = await _tool.RunAsync("fmt", "--check", file);

        Assert.Equal((1, $"{file}:1: not in the canonical layout; run \"fmt\" without --check\n", Loose), (check, checkOutput, unchanged));
        Assert.Equal((0, $"{file}: formatted\n", Canonical), (code, output, formatted));
        Assert.Equal((0, $"{file}: canonical layout\n"), (again, againOutput));
    }

    [Fact]
    public async Task The_default_file_is_in_the_folder_and_the_JSON_output_has_the_result()
    {
        _ = _tool.Write("permissions.json", Loose);

        (_, string output, _) = await _tool.RunAsync("fmt", "--json");

        JsonNode report = JsonNode.Parse(output)!;
        Assert.Equal(("permissions.json", false, true), (report["file"]!.GetValue<string>(), report["canonical"]!.GetValue<bool>(), report["written"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_file_with_problems_is_not_changed()
    {
        const string Wrong = """{"version":1,"rules":[{"id":"a","effect":"permit","routes":["GET /"]}]}""";
        string file = _tool.Write("permissions.json", Wrong);

        (int code, string output, string errors) = await _tool.RunAsync("fmt", file);

        Assert.Equal((78, string.Empty, Wrong), (code, output, _tool.Read("permissions.json")));
        Assert.StartsWith($"{file}:1: rule \"a\": ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("permissions.json")]
    [InlineData("permissions.test.json")]
    public void The_sample_has_the_canonical_layout(string name)
    {
        byte[] text = File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Authorizer", name));

        Assert.Equal(Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(PermissionsLayout.Format(text)));
    }

    [Fact]
    public void Formatting_keeps_the_meaning_of_a_file_and_is_idempotent()
    {
        Gen<string> name = Gen.OneOf(OneOf("a", "group", "größe", "a \\\"b\\\"", "\\u0041", "emoji \\ud83d\\ude00", "tab\\t"), Gen.Int[1, 130].Select(length => new string('x', length)));
        Gen<string> names = name.Array[1, 6].Select(items => "[" + string.Join(",", items.Select(item => $"\"{item}\"")) + "]");
        Gen<string> value = Gen.OneOf(OneOf("true", "false", "1.50", "-0", "1e3"), name.Select(text => $"\"{text}\""), names);
        Gen<string> when = Gen.OneOf(
            names.Select(list => $$"""{"anyGroup":{{list}}}"""), Gen.Select(names, value, (list, one) => $$"""{"claims":{"z":{{one}},"a":{{list}}},"allGroups":{{list}}}"""), Gen.Const("{ }"));
        Gen<string> routes = Gen.Int[1, 8].Select(count => "[" + string.Join(" , ", Enumerable.Range(0, count).Select(i => $"\"GET /path-{i}/{{id}}\"")) + "]");
        Gen<string[]> members = Gen.Select(routes, when, name, OneOf("allow", "deny"), (route, condition, text, effect) => new[]
        {
            $"\"routes\":{route}", $"\"when\" :{condition}", $"\n\"description\":\"{text}\"", $"\"effect\": \"{effect}\"",
        }).SelectMany(parts => Gen.Shuffle(parts));
        Gen<string> file = members.Array[0, 5].Select(rules =>
            "{\"rules\" : [" + string.Join(",\n", rules.Select((rule, i) => $"{{{string.Join(",", rule)},\"id\":\"r{i}\"}}")) + "],\n\t\"version\":1}");

        file.Sample(
            text =>
            {
                byte[] before = Encoding.UTF8.GetBytes(text);
                byte[] after = PermissionsLayout.Format(before);

                Assert.Equal(Meaning(before), Meaning(after));
                Assert.True(JsonNode.DeepEquals(JsonNode.Parse(before), JsonNode.Parse(after)));
                Assert.Equal(Encoding.UTF8.GetString(after), Encoding.UTF8.GetString(PermissionsLayout.Format(after)));
            },
            iter: 300);
    }

    public void Dispose() => _tool.Dispose();

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    // Returns the rules as the authorizer reads them, without line numbers.
    private static string Meaning(byte[] text)
    {
        PermissionsReport report = PermissionsCheck.Check("p.json", text, _ => null);
        Assert.Empty(report.Problems);
        return JsonSerializer.Serialize(report with { Warnings = [] }, ToolJson.Readable.PermissionsReport);
    }
}
