using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>The page "Test your permissions" shows what the commands print.</summary>
public sealed partial class PageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "src", "DevTool", "TESTING.md"));

    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task The_page_shows_the_actual_output()
    {
        Match[] shown = [.. Shown().Matches(Page).Where(match => !match.Groups[1].Value.StartsWith("check", StringComparison.Ordinal))];

        Assert.Equal(["test", "matrix", "coverage"], shown.Select(match => match.Groups[1].Value.Split(' ')[0]));
        foreach (Match match in shown)
        {
            (_, string output, string errors) = await _tool.RunInAsync(Repository.Root, match.Groups[1].Value.Split(' '));

            // The command selects no file, and the folder has no permissions.json, so the tool uses the sample.
            Assert.StartsWith(match.Groups[1].Value.StartsWith("test", StringComparison.Ordinal) ? string.Empty : "rules: the sample", errors, StringComparison.Ordinal);
            Assert.InRange(errors.Count(c => c == '\n'), 0, 1);
            // The page shows "…" instead of the line number of the template.
            Assert.Equal(match.Groups[2].Value, TemplateLine().Replace(output, "template.yaml:…:"));
        }
    }

    [Fact]
    public async Task The_example_test_file_passes()
    {
        string folder = Path.Combine(Repository.Root, "src", "Authorizer");
        string example = Example().Match(Page).Groups[1].Value;
        string file = _tool.Write("permissions.test.json", example);
        File.Copy(Path.Combine(folder, "permissions.json"), _tool["permissions.json"]);

        (int code, string output, string errors) = await _tool.RunAsync("test", file);

        Assert.True(code == 0, output + errors);
        Assert.Equal([true], SchemaValidator.Validate(Path.Combine(folder, "permissions.test.schema.json"), [example]));
    }

    public void Dispose() => _tool.Dispose();

    [GeneratedRegex(@"^```\n\$ authz (.*)\n((?:(?!```).*\n)*)```$", RegexOptions.Multiline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"^template\.yaml:\d+:", RegexOptions.Multiline)]
    private static partial Regex TemplateLine();

    [GeneratedRegex(@"^```json\n((?:(?!```).*\n)*)```$", RegexOptions.Multiline)]
    private static partial Regex Example();
}
