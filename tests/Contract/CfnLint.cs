using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>
/// cfn-lint, which uses CloudFormation's schemas. If cfn-lint is missing, a test is skipped. In continuous integration, the test fails.
/// </summary>
public static class CfnLint
{
    /// <summary>Asserts that a template has no findings.</summary>
    /// <param name="template">The template's text.</param>
    /// <param name="ignored">The rules of cfn-lint to ignore, for example <c>W3005</c>.</param>
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
