using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>Runs programs like the Makefile: in the root of the repository, with the relative paths of scripts.</summary>
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
