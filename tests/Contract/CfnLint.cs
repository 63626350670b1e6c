using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>cfn-lint, with CloudFormation's own schemas. Where it is missing a test is skipped; in continuous integration it fails.</summary>
public static class CfnLint
{
    /// <summary>Requires that a template is clean.</summary>
    /// <param name="template">The template's text.</param>
    /// <param name="ignored">Rules that do not apply, such as <c>W3005</c>.</param>
    /// <returns>When it was checked.</returns>
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
            using Process process = Process.Start(new ProcessStartInfo("cfn-lint", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0, output + await errors);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
