using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>Runs programs as the Makefile does: from the root of the repository, and a script by its path from there.</summary>
internal static class BuildScript
{
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program.Contains('/') ? Path.Combine(Repository.Root, program) : program, arguments)
        {
            WorkingDirectory = Repository.Root,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        ScriptResult result = await ScriptResult.OfAsync(start, TestContext.Current.CancellationToken);
        return (result.ExitCode, result.Output + result.Errors);
    }
}
