using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Stack;

/// <summary>
/// Finds the files of layers on this machine. Lambda mounts layers at <c>/opt</c>. On this machine, layers are in the folders that CDK uploads.
/// </summary>
internal static class LayerFiles
{
    private const string Mount = "/opt/";

    /// <summary>If the value of a variable is the path of a file in a layer, replaces the value with the path on this machine.</summary>
    /// <param name="folder">The folder of the template.</param>
    /// <returns>The function. If no layer contains a file, its path does not change, and the function itself reports the missing file.</returns>
    public static FunctionDefinition Locate(FunctionDefinition function, string folder) => function with
    {
        Environment = function.Environment.ToDictionary(variable => variable.Key, variable => Locate(variable.Value, function.Layers, folder)),
    };

    // If several layers contain the file, the last layer takes precedence.
    private static string Locate(string value, IReadOnlyList<string> layers, string folder) => value.StartsWith(Mount, StringComparison.Ordinal)
        ? layers.Reverse().Select(layer => Path.GetFullPath(Path.Combine(folder, layer, value[Mount.Length..]))).FirstOrDefault(File.Exists) ?? value
        : value;
}
