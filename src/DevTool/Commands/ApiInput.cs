using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Syntax;
using DevTool.Routes;

namespace DevTool.Commands;

/// <summary>The files that describe an API.</summary>
internal static class ApiInput
{
    /// <summary>Creates the option for the files.</summary>
    public static Option<string[]> Option() => new("--api")
    {
        Description = "OpenAPI documents or CloudFormation templates (SAM, CDK), YAML or JSON.",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Creates the option for the parameters of templates.</summary>
    public static Option<string[]> ParameterOption() => new("--parameter")
    {
        Description = "NAME=VALUE sets a parameter of a template. Repeat the option for more parameters.",
    };

    /// <summary>Reads the files. Prints to standard error the resources that are omitted because their conditions are false.</summary>
    /// <param name="files">The value of the option for the files.</param>
    /// <param name="parameters">The value of the option for parameters.</param>
    /// <returns>The routes of all files.</returns>
    /// <exception cref="ToolException">A given parameter exists in none of the files.</exception>
    public static async Task<List<ApiRoute>> ReadAsync(string[] files, string[] parameters, CancellationToken cancellation)
    {
        Dictionary<string, string> given = StackOptions.ReadParameters(parameters);
        HashSet<string> declared = [];
        var routes = new List<ApiRoute>();
        var leftOut = new List<string>();
        foreach (string file in files)
        {
            ApiDocument document = ApiReader.Read(file, Encoding.UTF8.GetString((await PermissionsInput.ReadFileAsync(file, cancellation)).Text), given);
            routes.AddRange(document.Routes);
            declared.UnionWith(document.Parameters);
            if (document.LeftOut.Count > 0)
            {
                leftOut.Add($"{file}: these resources are omitted, because their conditions are false: {string.Join(", ", document.LeftOut)}");
            }
        }

        if (given.Keys.FirstOrDefault(name => !declared.Contains(name)) is { } unknown)
        {
            throw new ToolException($"no template has a parameter \"{unknown}\"" + (NearestName.Find(unknown, [.. declared]) is { } near ? $"; did you mean {near}?" : "; remove it"));
        }

        foreach (string line in leftOut)
        {
            Terminal.Remarks.Text(line);
        }

        return routes;
    }
}
