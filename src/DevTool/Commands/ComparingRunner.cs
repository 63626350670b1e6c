using System;
using System.Threading.Tasks;
using Authorizer.Options;
using DevTool.Comparing;

namespace DevTool.Commands;

/// <summary>Runs <c>diff</c> or <c>who</c>: says what is wrong with a file, and what the tool cannot do.</summary>
internal static class ComparingRunner
{
    /// <summary>Runs the body of a command.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (ConfigurationException invalid)
        {
            await Console.Error.WriteLineAsync(invalid.Message);
            return ExitCodes.Configuration;
        }
        catch (Exception defect) when (defect is DefectException or NotSupportedException or TooComplexException)
        {
            await Console.Error.WriteLineAsync("defect of this tool: " + defect.Message);
            return ExitCodes.Defect;
        }
    }
}
