using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Authorizer.Lambda.Configuration;
using Authorizer.Permissions;
using Authorizer.Revocations;
using Authorizer.Syntax;
using Contract;
using Xunit;

namespace Authorizer.Tests.Documentation;

/// <summary>
/// Compares the pages with the repository. Links must have targets. Files, commands, variables, identifiers and error codes must exist.
/// Defaults must be correct, and examples must load.
/// </summary>
public sealed partial class DocumentationTests
{
    private const string VariablesPage = "src/Authorizer.Lambda/Configuration/README.md";
    private const string PermissionsPage = "src/Authorizer/Permissions/README.md";
    private const string ParametersPage = "build/README.md";

    // This page mentions identifiers of other projects, so it is not compared with our code.
    private const string MigrationPage = "src/Authorizer/MIGRATING.md";

    // These names look like ours. They belong to .NET or API Gateway, or we no longer use them.
    private static readonly HashSet<string> NamesOfOthers =
    [
        "StaticOpenSslLinking", "GetOpenIdToken", "ProviderARNs", "expires_in", "token_type", "JwtConfiguration", "DefaultAlgorithms", "AdditionalClaims",
        "ClaimName", "ExpectedValues", "AUTHORIZER_CONFIGURATION_ERROR", "AUTHORIZER_FAILURE",
        "AUTHORIZER_JWKS_TIMEOUT_MS", "AUTHORIZER_DECISION_CACHE_ENTRIES",
    ];

    private static readonly RepositoryFiles Repo = new();
    private static readonly MarkdownPage[] Pages =
        [.. Repo.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal)).Select(file => new MarkdownPage(file))];

    [Fact]
    public void Every_link_has_an_existing_target()
    {
        Dictionary<string, HashSet<string>> anchors = Pages.ToDictionary(page => page.Path, page => page.Anchors.ToHashSet());
        Mention[] links = [.. Pages.SelectMany(page => page.Links)];

        Assert.NotEmpty(links);
        AssertNone(links.Where(link =>
        {
            (string path, string? anchor) = Target(link);
            return !Repo.Has(path) || (anchor is not null && !(anchors.TryGetValue(path, out HashSet<string>? known) && known.Contains(anchor)));
        }));
    }

    [Fact]
    public void Every_page_is_reachable_by_links_from_the_main_page()
    {
        Dictionary<string, MarkdownPage> pages = Pages.ToDictionary(page => page.Path);
        var reached = new HashSet<string>();
        var waiting = new Queue<string>(["README.md"]);
        while (waiting.TryDequeue(out string? path))
        {
            if (reached.Add(path))
            {
                // For a link to a folder, GitHub shows the folder's README.md.
                IEnumerable<string> targets = pages[path].Links.Select(link => Target(link).Path).SelectMany(target => new[] { target, target.TrimEnd('/') + "/README.md" });
                targets.Where(pages.ContainsKey).ToList().ForEach(waiting.Enqueue);
            }
        }

        Assert.Empty(pages.Keys.Except(reached));
    }

    [Fact]
    public void Every_mentioned_file_and_folder_exists()
    {
        HashSet<string> names = [.. Repo.Files.Select(file => Path.GetFileName(file))];
        Mention[] paths = [.. Pages.SelectMany(page => page.InlineCode).Where(code => RepositoryPath().IsMatch(code.Text))];
        Mention[] files = [.. Pages.Where(page => page.Path != MigrationPage).SelectMany(page => page.InlineCode).Where(code => FileName().IsMatch(code.Text))];

        Assert.NotEmpty(paths);
        Assert.NotEmpty(files);
        AssertNone(paths.Where(path => !Repo.Has(path.Text)));
        AssertNone(files.Where(file => !names.Contains(file.Text)));
    }

    [Fact]
    public void Every_mentioned_identifier_is_in_the_code()
    {
        HashSet<string> words = [.. Repo.Words(), .. NamesOfOthers];
        Mention[] names = [.. Pages.Where(page => page.Path != MigrationPage).SelectMany(page => page.InlineCode).Where(code => CodeName().IsMatch(code.Text))];

        Assert.NotEmpty(names);
        AssertNone(names.Where(name => !name.Text.Split('.').All(words.Contains)));
    }

    [Fact]
    public void Every_make_command_has_an_existing_target_and_existing_variables()
    {
        string makefile = File.ReadAllText(Path.Combine(Repository.Root, "Makefile"));
        HashSet<string> targets = [.. MakeTarget().Matches(makefile).SelectMany(match => match.Groups[1].Value.Split(' '))];
        HashSet<string> variables = [.. MakeVariable().Matches(makefile).Select(match => match.Value)];
        Mention[] calls =
        [
            .. Pages.SelectMany(page => page.InlineCode.Concat(page.Fenced("sh", "")))
                .SelectMany(code => code.Lines)
                .SelectMany(line => MakeCall().Matches(line.Text).Select(call => line with { Text = call.Value })),
        ];

        Assert.NotEmpty(calls);
        AssertNone(calls.Where(call => !targets.Contains(MakeCall().Match(call.Text).Groups[1].Value)));
        AssertNone(calls.Where(call => MakeAssignment().Matches(call.Text).Any(assignment => !variables.Contains(assignment.Groups[1].Value))));
    }

    [Fact]
    public void The_pages_list_exactly_the_variables_that_the_code_reads()
    {
        HashSet<string> read = ReadBySettings();
        string[] rows = [.. Page(VariablesPage).Rows("variable").SelectMany(row => Backticked().Matches(row[0]).Select(match => match.Groups[1].Value))];

        Assert.Distinct(rows);
        Assert.Empty(rows.Except(read));
        Assert.Empty(read.Except(rows));
        AssertNone(Pages.SelectMany(page => page.Lines)
            .SelectMany(line => Variable().Matches(line.Text).Select(match => line with { Text = match.Value }))
            .Where(variable => !read.Contains(variable.Text) && !NamesOfOthers.Contains(variable.Text)));
    }

    [Fact]
    public void The_table_of_variables_has_the_correct_defaults()
    {
        var defaults = Page(VariablesPage).Rows("variable")
            .Select(row => (Variable: Backticked().Match(row[0]).Groups[1].Value, Default: PlainDefault().Match(row[1]).Groups[1].Value))
            .Where(row => row.Default.Length > 0)
            .ToList();
        string unset = Describe(new Dictionary<string, string>());

        Assert.NotEmpty(defaults);
        Assert.All(defaults, row => Assert.Equal(unset, Describe(new Dictionary<string, string> { [row.Variable] = row.Default })));
    }

    [Fact]
    public void The_table_of_parameters_lists_exactly_the_parameters_of_the_template()
    {
        string template = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));
        string section = template[template.IndexOf("\nParameters:\n", StringComparison.Ordinal)..template.IndexOf("\nRules:\n", StringComparison.Ordinal)];
        string[] parameters = [.. TemplateParameter().Matches(section).Select(match => match.Groups[1].Value)];
        string[] rows = [.. Page(ParametersPage).Rows("parameter").SelectMany(row => Backticked().Matches(row[0]).Select(match => match.Groups[1].Value))];

        Assert.Distinct(rows);
        Assert.Empty(parameters.Except(rows));
        Assert.Empty(rows.Except(parameters));
    }

    [Fact]
    public void The_reader_the_schema_and_the_page_have_the_same_conditions()
    {
        const string Unknown = """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /"],"when":{"":1}}]}""";
        PermissionsException fault = Assert.Throws<PermissionsException>(() => PermissionsReader.Read("-", Encoding.UTF8.GetBytes(Unknown), Configured([])));
        string[] known = fault.Problems[0].Text.Split("known members: ")[1].Split(", ");
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.schema.json")))!;
        string[] rows = [.. Page(PermissionsPage).Rows("condition").SelectMany(row => Backticked().Matches(row[0]).Select(match => match.Groups[1].Value))];

        Assert.Equal(known.Order(), schema["$defs"]!["conditions"]!["properties"]!.AsObject().Select(member => member.Key).Order());
        Assert.Equal(known.Order(), rows.Order());
    }

    [Fact]
    public void Every_example_permissions_file_and_revocation_list_loads()
    {
        Mention[] examples = [.. Pages.SelectMany(page => page.Fenced("json"))];
        int loaded = 0;
        foreach (Mention example in examples)
        {
            JsonObject document = JsonNode.Parse(example.Text)!.AsObject();

            // An example may be a single rule instead of a whole permissions file.
            string text = document.ContainsKey("effect") ? $$"""{"version":1,"rules":[{{example.Text}}]}""" : example.Text;
            if (document.ContainsKey("effect") || document.ContainsKey("rules"))
            {
                Exception? problem = Record.Exception(() => PermissionsReader.Read(example.Page, Encoding.UTF8.GetBytes(text), Configured(ClientsOf(text))));
                Assert.True(problem is null, $"{example.Page}:{example.Line}: {problem?.Message}");
                loaded++;
            }
            else if (document.ContainsKey("version") && !document.ContainsKey("tests"))
            {
                _ = RevocationsReader.Read(Encoding.UTF8.GetBytes(text), before: null, now: double.MaxValue, out string? problem);
                Assert.True(problem is null, $"{example.Page}:{example.Line}: {problem}");
                loaded++;
            }
        }

        Assert.True(loaded > 2, "there are examples");
    }

    // Proxies and access logs record URLs, including the tokens in their query strings.
    [Fact]
    public void No_page_uses_the_query_string_as_identity_source() =>
        AssertNone(Pages.SelectMany(page => page.InlineCode).Where(code => code.Text.Contains("request.querystring", StringComparison.Ordinal)));

    [Fact]
    public void The_pages_state_the_size_limits_that_the_build_checks()
    {
        string[] limits =
        [
            .. Budget().Matches(File.ReadAllText(Path.Combine(Repository.Root, "build", "check-binary.sh")))
                .Select(match => match.Groups[1].Value.Split(" * ").Select(factor => int.Parse(factor, CultureInfo.InvariantCulture)).Aggregate((size, factor) => size * factor))
                .Select(bytes => string.Create(CultureInfo.InvariantCulture, $"at most {bytes / 1048576.0} MiB")),
        ];

        Assert.Equal(2, limits.Length);
        Assert.Contains(limits[0], File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
        Assert.Contains(["size of the executable", .. limits], Page("src/Authorizer.Static/README.md").Rows(string.Empty));
    }

    private static MarkdownPage Page(string path) => Pages.Single(page => page.Path == path);

    private static void AssertNone(IEnumerable<Mention> wrong)
    {
        string list = string.Join('\n', wrong);
        Assert.True(list.Length == 0, list);
    }

    // Returns the path of a link's target in the repository, and the fragment.
    private static (string Path, string? Anchor) Target(Mention link)
    {
        string[] parts = link.Text.Split('#', 2);
        string path = link.Page;
        if (parts[0].Length > 0)
        {
            string full = Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(link.Page)!, parts[0]));
            path = Path.GetRelativePath(Repository.Root, full);
        }

        return (path == "." ? string.Empty : path, parts.Length == 2 ? parts[1] : null);
    }

    private static Settings Configured(IEnumerable<string> clients, IReadOnlyDictionary<string, string>? more = null, HashSet<string>? asked = null)
    {
        var variables = new Dictionary<string, string>(more ?? new Dictionary<string, string>());
        _ = variables.TryAdd("AUTHORIZER_USER_POOL_IDS", "eu-central-1_Example01");
        _ = variables.TryAdd("AUTHORIZER_CLIENT_IDS", string.Join(',', clients.Append("any-other")));
        _ = variables.TryAdd("AUTHORIZER_TOKEN_USE", more is null ? "any" : "access");
        return SettingsReader.Read(
            name =>
            {
                _ = asked?.Add(name);
                return variables.GetValueOrDefault(name);
            },
            Path.Combine(Repository.Root, "src", "Authorizer"));
    }

    private static HashSet<string> ReadBySettings()
    {
        // A proxy is set because NO_PROXY is read only with a proxy.
        var asked = new HashSet<string>();
        _ = Configured([], new Dictionary<string, string> { ["HTTPS_PROXY"] = "http://proxy.example.com:3128" }, asked);

        // Proxy variables are also read in lower case. The table lists only the upper-case names.
        return [.. asked.Where(name => !name.Any(char.IsLower))];
    }

    private static string Describe(Dictionary<string, string> variables) => JsonSerializer.Serialize(Configured([], variables));

    private static IEnumerable<string> ClientsOf(string permissions) => JsonNode.Parse(permissions)!["rules"]!.AsArray()
        .SelectMany(rule => rule!["when"]?["clientIds"]?.AsArray().Select(client => (string)client!) ?? []);

    [GeneratedRegex(@"^(?:src|tests|build|\.github|\.ci|\.config)/[\w./-]*$")]
    private static partial Regex RepositoryPath();

    [GeneratedRegex(@"^[\w.-]+\.(?:cs|csproj|props|targets|sln|sh|c|js|cjs|pem|svg|md|yaml)$")]
    private static partial Regex FileName();

    // Matches PascalCase names of at least two words, with members after dots, and error codes and claims in snake_case.
    [GeneratedRegex(@"^(?:[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]*)+(?:\.[A-Z]\w+)*|[a-z]+(?:_[a-z]+)+)$")]
    private static partial Regex CodeName();

    [GeneratedRegex("^([a-zA-Z][a-zA-Z0-9 -]*):(?!=)", RegexOptions.Multiline)]
    private static partial Regex MakeTarget();

    [GeneratedRegex(@"\b[A-Z][A-Z_]+\b")]
    private static partial Regex MakeVariable();

    [GeneratedRegex(@"(?<=^|[$&|;] |\d )make ([a-z][a-zA-Z0-9-]*)[^#&|;)]*")]
    private static partial Regex MakeCall();

    [GeneratedRegex(@"\b([A-Z][A-Z_]+)=")]
    private static partial Regex MakeAssignment();

    [GeneratedRegex(@"AUTHORIZER_[A-Z_]+[A-Z]")]
    private static partial Regex Variable();

    [GeneratedRegex("`([A-Za-z_]+)`")]
    private static partial Regex Backticked();

    [GeneratedRegex(@"^`?(\d+|(?<=`)[\w:]+)`?$")]
    private static partial Regex PlainDefault();

    [GeneratedRegex(@"^ *budget=\$\(\((.*)\)\)$", RegexOptions.Multiline)]
    private static partial Regex Budget();

    [GeneratedRegex(@"^  (\w+):$", RegexOptions.Multiline)]
    private static partial Regex TemplateParameter();
}
