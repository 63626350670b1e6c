using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>
/// Runs TemplateCheck.py once, on both templates and on copies with one mistake each. If Python or one of its packages is missing, the
/// tests are skipped with this reason; in continuous integration they fail.
/// </summary>
public sealed class TemplateChecker : IAsyncDisposable
{
    private const int PackagesAreMissing = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("template-tests-");
    private readonly Lazy<Task<(string? Missing, IReadOnlyList<IReadOnlyList<string>> Problems)>> _run;

    /// <summary>Prepares the check.</summary>
    public TemplateChecker() => _run = new(RunAsync);

    /// <summary>The findings about a template.</summary>
    /// <param name="index">0 is template.yaml, 1 is function-only.yaml, the others are broken copies of the first.</param>
    public async Task<IReadOnlyList<string>> ProblemsAsync(int index)
    {
        (string? missing, IReadOnlyList<IReadOnlyList<string>> problems) = await _run.Value;
        if (missing is not null)
        {
            string reason = $"the template was not checked, because these are missing: {missing} (install them with pip)";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }

        return problems[index];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_run.IsValueCreated)
        {
            await Task.WhenAny(_run.Value);
        }

        _folder.Delete(recursive: true);
    }

    private async Task<(string? Missing, IReadOnlyList<IReadOnlyList<string>> Problems)> RunAsync()
    {
        List<string> templates = [Path.Combine(Repository.Root, "template.yaml"), Path.Combine(Repository.Root, "build", "function-only.yaml")];
        foreach (string broken in TemplateTests.BrokenTemplates())
        {
            templates.Add(Path.Combine(_folder.FullName, $"{templates.Count}.yaml"));
            await File.WriteAllTextAsync(templates[^1], broken);
        }

        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "python3"))))
        {
            return ("python3", []);
        }

        string script = Path.Combine(Repository.Root, "tests", "Deployment.Tests", "TemplateCheck.py");
        (int exitCode, string output, string errors) = await ScriptResult.OfAsync(new ProcessStartInfo("python3", ["-B", script, .. templates]), CancellationToken.None);
        if (exitCode == PackagesAreMissing)
        {
            return (output.Trim(), []);
        }

        Assert.True(exitCode == 0, errors);
        JsonObject problems = JsonNode.Parse(output)!.AsObject();
        return (null, [.. templates.Select(template => (IReadOnlyList<string>)[.. problems[template]!.AsArray().Select(problem => (string)problem!)])]);
    }
}
