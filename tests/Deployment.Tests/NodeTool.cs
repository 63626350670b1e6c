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
    /// <param name="script">Its path in the folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>How it ended.</returns>
    public static async Task<ScriptResult> RunAsync(string script, IEnumerable<string> arguments)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            MotoServer.SkipOrFail("tests/Deployment.Tests/linters is not installed; make test installs it");
        }

        return await ScriptResult.OfAsync(
            new ProcessStartInfo("node", [Path.Combine(Folder, script), .. arguments]) { WorkingDirectory = Repository.Root }, TestContext.Current.CancellationToken);
    }
}
