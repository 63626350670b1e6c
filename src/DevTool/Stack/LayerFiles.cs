using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Stack;

/// <summary>
/// Finds the files of layers. Lambda mounts layers at <c>/opt</c>; on this machine, they are in the folders that CDK uploads.
/// </summary>
internal static class LayerFiles
{
    private const string Mount = "/opt/";

    /// <summary>Replaces variables that name a file of a layer with the path on this machine.</summary>
    /// <param name="folder">The template's folder.</param>
    /// <returns>The function. The name of a file that no layer has stays, and the function itself reports that it is missing.</returns>
    public static FunctionDefinition Locate(FunctionDefinition function, string folder) => function with
    {
        Environment = function.Environment.ToDictionary(variable => variable.Key, variable => Locate(variable.Value, function.Layers, folder)),
    };

    // A later layer replaces files of an earlier one.
    private static string Locate(string value, IReadOnlyList<string> layers, string folder) => value.StartsWith(Mount, StringComparison.Ordinal)
        ? layers.Reverse().Select(layer => Path.GetFullPath(Path.Combine(folder, layer, value[Mount.Length..]))).FirstOrDefault(File.Exists) ?? value
        : value;
}
