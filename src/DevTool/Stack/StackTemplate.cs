using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DevTool.Gateway.Definitions;
using DevTool.Templates;
using DevTool.Templates.Resources;

namespace DevTool.Stack;

/// <summary>The template that the local stack runs.</summary>
/// <param name="path">The file of the template.</param>
/// <param name="parameters">Values that replace the defaults of the template's parameters.</param>
internal sealed class StackTemplate(string path, IReadOnlyDictionary<string, string> parameters)
{
    /// <summary>Reads the template.</summary>
    /// <param name="learned">Physical names of existing resources, by <c>LogicalId</c> and <c>LogicalId.Attribute</c>.</param>
    /// <exception cref="ToolException">
    /// The template does not exist, or parts of it are not supported. The message has one line per problem.
    /// </exception>
    public StackDefinition Read(IReadOnlyDictionary<string, string> learned)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"there is no template {path}; name one with --template", ExitCodes.Configuration);
        }

        var errors = new TemplateErrors(path);
        StackDefinition stack = StackReader.Read(File.ReadAllText(path), parameters, learned, errors)
            ?? throw new ToolException(string.Join(Environment.NewLine, errors.All.Select(error => error.ToString())), ExitCodes.Configuration);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        return stack with { Functions = [.. stack.Functions.Select(function => LayerFiles.Locate(function, folder))] };
    }
}
