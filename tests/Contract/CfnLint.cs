using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>cfn-lint, with CloudFormation's own schemas. If it is missing, a test is skipped; in continuous integration it fails.</summary>
public static class CfnLint
{
    /// <summary>Asserts that a template has no findings.</summary>
    /// <param name="template">The template's text.</param>
    /// <param name="ignored">Rules that do not apply, such as <c>W3005</c>.</param>
    /// <returns>Completes after the check.</returns>
    public static async Task AssertCleanAsync(string template, params string[] ignored)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "cfn-lint"))))
        {
            MotoServer.SkipOrFail("cfn-lint is missing: pip install cfn-lint");
        }

        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, template, TestContext.Current.CancellationToken);
            string[] arguments = ["--template", file, .. ignored.SelectMany(rule => new[] { "--ignore-checks", rule })];
            ScriptResult result = await ScriptResult.OfAsync(new ProcessStartInfo("cfn-lint", arguments), TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
