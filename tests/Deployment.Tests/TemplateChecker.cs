using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;

namespace Deployment.Tests;

/// <summary>Runs TemplateCheck.py once, on both templates and on copies with one mistake each.</summary>
public sealed class TemplateChecker : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("template-tests-");
    private readonly Lazy<Task<IReadOnlyList<IReadOnlyList<string>>>> _run;

    /// <summary>Prepares the check.</summary>
    public TemplateChecker() => _run = new(RunAsync);

    /// <summary>The findings about a template.</summary>
    /// <param name="index">0 is template.yaml, 1 is function-only.yaml, the others are broken copies of the first.</param>
    public async Task<IReadOnlyList<string>> ProblemsAsync(int index) => (await _run.Value)[index];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_run.IsValueCreated)
        {
            await Task.WhenAny(_run.Value);
        }

        _folder.Delete(recursive: true);
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> RunAsync()
    {
        List<string> templates = [Path.Combine(Repository.Root, "template.yaml"), Path.Combine(Repository.Root, "build", "function-only.yaml")];
        foreach (string broken in TemplateTests.BrokenTemplates())
        {
            templates.Add(Path.Combine(_folder.FullName, $"{templates.Count}.yaml"));
            await File.WriteAllTextAsync(templates[^1], broken);
        }

        JsonObject problems = await PythonCheck.RunAsync("TemplateCheck.py", templates, CancellationToken.None);
        return [.. templates.Select(template => (IReadOnlyList<string>)[.. problems[template]!.AsArray().Select(problem => (string)problem!)])];
    }
}
