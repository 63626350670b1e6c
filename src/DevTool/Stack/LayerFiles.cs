using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Stack;

/// <summary>
/// Finds the files of layers. Lambda mounts layers at <c>/opt</c>; on this machine they stay in the folders that CDK uploads them from.
/// </summary>
internal static class LayerFiles
{
    private const string Mount = "/opt/";

    /// <summary>Puts paths of this machine in the place of variables that name a file of a layer.</summary>
    /// <param name="function">The function.</param>
    /// <param name="folder">The template's folder.</param>
    /// <returns>The function. What no layer has is left as it is, and the function itself will say that it is missing.</returns>
    public static FunctionDefinition Locate(FunctionDefinition function, string folder) => function with
    {
        Environment = function.Environment.ToDictionary(variable => variable.Key, variable => Locate(variable.Value, function.Layers, folder)),
    };

    // A later layer covers an earlier one.
    private static string Locate(string value, IReadOnlyList<string> layers, string folder) => value.StartsWith(Mount, StringComparison.Ordinal)
        ? layers.Reverse().Select(layer => Path.GetFullPath(Path.Combine(folder, layer, value[Mount.Length..]))).FirstOrDefault(File.Exists) ?? value
        : value;
}
