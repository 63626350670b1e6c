using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Stack;

namespace DevTool.Commands;

/// <summary>The options of every command that starts the local stack.</summary>
internal sealed class StackOptions
{
    private const string RootMark = "Authorizer.sln";

    private readonly Option<string> _template = new("--template")
    {
        Description = "The template that describes the stack.",
        DefaultValueFactory = _ => Standard.Template,
    };

    private readonly Option<string[]> _parameters = new("--parameter")
    {
        Description = "NAME=VALUE sets a parameter of the template. Repeat the option for more parameters.",
    };

    private readonly Option<string> _authorizer = new("--authorizer")
    {
        Description = "The authorizer's executable.",
        DefaultValueFactory = _ => Standard.Authorizer,
    };

    private readonly Option<string> _sampleApi = new("--sample-api")
    {
        Description = "The sample API's executable.",
        DefaultValueFactory = _ => Standard.SampleApi,
    };

    private readonly Option<string> _cognitoLocal = new("--cognito-local")
    {
        Description = "The folder that contains the identity provider.",
        DefaultValueFactory = _ => Standard.CognitoLocal,
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "The gateway's port. 0 selects any free port.",
    };

    private static StackSettings Standard => StackSettings.In(FindRepository());

    /// <summary>Creates a command that has these options.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command CreateCommand(string name, string description, Func<StackSettings, CancellationToken, Task<int>> run) =>
        CreateCommand(name, description, (_, settings, cancellation) => run(settings, cancellation));

    /// <inheritdoc cref="CreateCommand(string, string, Func{StackSettings, CancellationToken, Task{int}})"/>
    public static Command CreateCommand(string name, string description, Func<ParseResult, StackSettings, CancellationToken, Task<int>> run)
    {
        var options = new StackOptions();
        var command = new Command(name, description)
        {
            options._template,
            options._parameters,
            options._authorizer,
            options._sampleApi,
            options._cognitoLocal,
            options._port,
        };
        CommandRunner.RunToEnd(command, (parsed, cancellation) => run(parsed, options.Read(parsed), cancellation));
        return command;
    }

    /// <summary>Reads the values of template parameters.</summary>
    /// <param name="given">The parameters, each as <c>NAME=VALUE</c>.</param>
    /// <exception cref="ToolException">A parameter is not in the form <c>NAME=VALUE</c>.</exception>
    public static Dictionary<string, string> ReadParameters(string[] given)
    {
        Dictionary<string, string> parameters = [];
        foreach (string parameter in given)
        {
            if (parameter.Split('=', 2) is not [{ Length: > 0 } name, var value])
            {
                throw new ToolException($"--parameter must be NAME=VALUE, not \"{parameter}\"", ExitCodes.Usage);
            }

            parameters[name] = value;
        }

        return parameters;
    }

    // Inside the repository, the tool works in any folder. Outside the repository, options must name the files.
    private static string FindRepository()
    {
        string here = Environment.CurrentDirectory;
        for (DirectoryInfo? folder = new(here); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RootMark)))
            {
                return folder.FullName == here ? string.Empty : Path.GetRelativePath(here, folder.FullName);
            }
        }

        return string.Empty;
    }

    // Throws ToolException if a parameter is not NAME=VALUE.
    private StackSettings Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_template),
        ReadParameters(parsed.GetValue(_parameters) ?? []),
        parsed.GetRequiredValue(_authorizer),
        parsed.GetRequiredValue(_sampleApi),
        parsed.GetRequiredValue(_cognitoLocal),
        parsed.GetValue(_port));
}
