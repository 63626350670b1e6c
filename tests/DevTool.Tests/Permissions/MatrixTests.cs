using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using DevTool.Routes;
using DevTool.Testing;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>The command <c>matrix</c>: its cells are decisions, and each format can be read by its target program.</summary>
public sealed class MatrixTests : IDisposable
{
    private static readonly string[] HostileGroups =
        ["=HYPERLINK(\"http://x\")", "+1|2", "-a", "@SUM(1,2)", "<script>alert(1)</script>", "a|b`c`", "say \"hi\", twice", "\ttab", "line\nbreak", "&amp;", "[x](http://y)"];

    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task The_sample_is_shown_as_text()
    {
        (int code, string output, string errors) = await _tool.RunAsync("matrix");

        Assert.Equal(0, code);
        Assert.StartsWith("rules: the sample", errors, StringComparison.Ordinal);
        Assert.Equal(
            """
            route                         (no group)  readers  admins  suspended
            GET /pets                     no*         yes      yes     no
            GET /pets/{petId}             no*         yes      yes     no
            * /admin/**                   no          no       yes     no
            * /users/{claim:username}/**  yes         yes      yes     no
            $connect                      yes         yes      yes     no
            * /**                         no          no       no      no

            * The decision also depends on scopes, app client, token use or claims

            """,
            output);
    }

    [Fact]
    public void Cells_that_depend_on_more_than_groups_are_marked()
    {
        GroupMatrix matrix = Create(
            """
            { "id": "a", "effect": "allow", "routes": ["GET /a"], "when": { "anyGroup": ["g"], "anyScope": ["s"] } },
            { "id": "b", "effect": "allow", "routes": ["GET /b"], "when": { "allGroups": ["g", "h"] } },
            { "id": "c", "effect": "allow", "routes": ["GET /c"] },
            { "id": "d", "effect": "deny", "routes": ["GET /c"], "when": { "claims": { "level": 0 } } }
            """);

        Assert.Equal([null, "g", "h"], matrix.Groups);
        Assert.Equal(["no no* no", "no no no", "yes* yes* yes*"], matrix.Rows.Select(row => string.Join(' ', row.Cells.Select(cell => cell.Word()))));
        Assert.Equal("c", matrix.Rows[2].Cells[0].Rule);
    }

    [Fact]
    public async Task Hostile_names_are_only_data_in_CSV()
    {
        string output = await ShowAsync("csv");

        string parsed = await _tool.PythonAsync("import csv, io, json, sys; print(json.dumps(list(csv.reader(io.StringIO(sys.stdin.buffer.read().decode(), newline='')))))", output);

        string[] header = [.. JsonNode.Parse(parsed)![0]!.AsArray().Select(cell => cell!.GetValue<string>())];
        Assert.Equal(["route", "(no group)", .. HostileGroups.Select(group => Printed(group) is var text && "=+-@".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text)], header);
        Assert.All(JsonNode.Parse(parsed)!.AsArray(), row => Assert.Equal(header.Length, row!.AsArray().Count));
    }

    [Fact]
    public async Task Hostile_names_are_only_text_in_HTML()
    {
        string parsed = await _tool.PythonAsync(
            """
            import json, sys
            from html.parser import HTMLParser
            class Reader(HTMLParser):
                tags, cells, inside = [], [], False
                def handle_starttag(self, tag, attributes):
                    self.tags.append(tag)
                    self.inside = tag in ("th", "td")
                    if self.inside: self.cells.append("")
                def handle_endtag(self, tag): self.inside = False
                def handle_data(self, data):
                    if self.inside: self.cells[-1] += data
            reader = Reader()
            reader.feed(sys.stdin.buffer.read().decode())
            print(json.dumps({"tags": reader.tags, "cells": reader.cells}))
            """,
            await ShowAsync("html"));

        JsonNode read = JsonNode.Parse(parsed)!;
        string[] cells = [.. read["cells"]!.AsArray().Select(cell => cell!.GetValue<string>())];
        Assert.Equal(["route", "(no group)", .. HostileGroups.Select(Printed)], cells[..(HostileGroups.Length + 2)]);
        Assert.DoesNotContain("script", read["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
    }

    [Fact]
    public async Task Hostile_names_are_only_text_in_Markdown()
    {
        string[] lines = (await ShowAsync("markdown")).Split('\n');

        string html = Markdig.Markdown.ToHtml(string.Join('\n', lines), Markdig.MarkdownExtensions.UseAdvancedExtensions(new Markdig.MarkdownPipelineBuilder()).Build());

        foreach (string group in HostileGroups)
        {
            Assert.Contains($"<th>{System.Net.WebUtility.HtmlEncode(Printed(group)).Replace("&#39;", "'", StringComparison.Ordinal)}</th>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_text_fits_into_80_columns()
    {
        string groups = string.Join(",", Enumerable.Range(0, 40).Select(i => $"\"department-{i}\""));

        string output = MatrixFormats.ByName["text"](Create($$"""{ "id": "a", "effect": "allow", "routes": ["GET /a", "GET /b"], "when": { "anyGroup": [{{groups}}] } }"""));
        string hostile = await ShowAsync("text");

        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.StartsWith("GET /a\n  no:    (no group)\n  yes:   department-0, department-1,", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\t', hostile);
    }

    [Fact]
    public async Task The_JSON_output_has_the_call_and_the_rule_of_each_cell()
    {
        (_, string output, _) = await _tool.RunAsync("matrix", "--json");

        JsonNode row = JsonNode.Parse(output)!["rows"]![2]!;
        Assert.StartsWith("PUT /admin/", row["call"]!.GetValue<string>().Replace("POST", "PUT", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal("admin", row["cells"]![2]!["rule"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_unknown_format_causes_exit_code_64_and_an_invalid_file_78()
    {
        Assert.Equal(64, (await _tool.RunAsync("matrix", "--format", "pdf")).Code);
        Assert.Equal(78, (await _tool.RunAsync("matrix", "--permissions", _tool.Write("p.json", "{}"))).Code);
    }

    public void Dispose() => _tool.Dispose();

    private static string Printed(string name) => string.Concat(name.Select(character => char.IsControl(character) ? '\uFFFD' : character));

    private static GroupMatrix Create(string rules) =>
        GroupMatrix.Create("p.json", new OfflineAuthorizer("p.json", Encoding.UTF8.GetBytes("""{"version":1,"rules":[""" + rules + "]}"), _ => null));

    private async Task<string> ShowAsync(string format)
    {
        string groups = JsonSerializer.Serialize(HostileGroups);
        string file = _tool.Write("p.json", $$"""{"version":1,"rules":[{ "id": "a", "effect": "allow", "routes": ["GET /a", "GET /b|<i>`"], "when": { "anyGroup": {{groups}} } }]}""");
        (int code, string output, string errors) = await _tool.RunAsync("matrix", "--permissions", file, "--format", format);
        Assert.True(code == 0, errors);
        return output;
    }
}
