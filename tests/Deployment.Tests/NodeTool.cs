using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>Runs a script of the folder <c>linters</c>, whose packages <c>make test</c> installs.</summary>
internal static class NodeTool
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Deployment.Tests", "linters");

    /// <summary>Runs a script.</summary>
    /// <param name="script">The path of the script in the folder.</param>
    /// <param name="arguments">The arguments of the script.</param>
    /// <returns>The exit code and the output.</returns>
    public static async Task<ScriptResult> RunAsync(string script, IEnumerable<string> arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            MotoServer.SkipOrFail("the packages of tests/Deployment.Tests/linters are missing; run make test, which installs them");
        }

        return await ScriptResult.OfAsync(
            new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments]) { WorkingDirectory = Repository.Root }, TestContext.Current.CancellationToken);
    }
}
