using System.Collections.Generic;
using System.CommandLine;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Routes;

namespace DevTool.Commands;

/// <summary>The files that describe an API.</summary>
internal static class ApiInput
{
    /// <summary>Makes the option.</summary>
    /// <returns>The option.</returns>
    public static Option<string[]> Option() => new("--api")
    {
        Description = "OpenAPI documents or CloudFormation templates (SAM, CDK), YAML or JSON.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Reads the files.</summary>
    /// <param name="files">The value of the option.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <returns>The routes of all of them.</returns>
    public static async Task<List<ApiRoute>> ReadAsync(string[] files, CancellationToken cancellation)
    {
        var routes = new List<ApiRoute>();
        foreach (string file in files)
        {
            routes.AddRange(ApiReader.Read(file, Encoding.UTF8.GetString((await PermissionsInput.ReadFileAsync(file, cancellation)).Text)));
        }

        return routes;
    }
}
