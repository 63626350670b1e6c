using System;
using System.IO;
using System.Linq;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>The scripts of the steps in build/samples/pipeline/deploy.yml.</summary>
internal static class PipelineSteps
{
    /// <summary>Reads the script of a step.</summary>
    /// <param name="step">The step's name.</param>
    public static string Script(string step)
    {
        string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, "build", "samples", "pipeline", "deploy.yml"));
        int name = Array.IndexOf(lines, $"      - name: {step}");
        Assert.True(name >= 0, $"deploy.yml has no step \"{step}\"");
        int run = Array.IndexOf(lines, "        run: |", name);
        return string.Join('\n', lines.Skip(run + 1).TakeWhile(line => line.Length == 0 || line.StartsWith("          ", StringComparison.Ordinal)));
    }
}
