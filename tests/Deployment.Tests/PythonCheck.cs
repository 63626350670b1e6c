using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>A check that is a Python script, because its parsers of templates and policies are Python packages.</summary>
internal static class PythonCheck
{
    private const int PackagesAreMissing = 3;

    /// <summary>
    /// Runs a script of this project. Without Python or the packages, the test is skipped. In continuous integration, the test fails instead.
    /// </summary>
    /// <returns>The JSON object that the script prints: the problems of each file.</returns>
    public static async Task<JsonObject> RunAsync(string script, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        string path = Path.Combine(Repository.Root, "tests", "Deployment.Tests", script);
        ScriptResult result;
        try
        {
            result = await ScriptResult.OfAsync(new ProcessStartInfo("python3", ["-B", path, .. arguments]), cancellation);
        }
        catch (Win32Exception)
        {
            result = new ScriptResult(PackagesAreMissing, "python3", string.Empty);
        }

        if (result.ExitCode == PackagesAreMissing)
        {
            MotoServer.SkipOrFail($"{script} did not run, because Python packages are missing: {result.Output.Trim()}; install them with pip");
        }

        Assert.True(result.ExitCode == 0, result.Errors);
        return JsonNode.Parse(result.Output)!.AsObject();
    }
}
