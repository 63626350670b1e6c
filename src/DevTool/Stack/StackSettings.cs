using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using DevTool.Gateway.Definitions;

namespace DevTool.Stack;

/// <summary>The settings of the local stack, mainly the files that it runs.</summary>
/// <param name="Template">The file of the template.</param>
/// <param name="Parameters">Values that replace the defaults of the template's parameters.</param>
/// <param name="Authorizer">The executable of the authorizer.</param>
/// <param name="SampleApi">The executable of the sample API.</param>
/// <param name="CognitoLocal">The folder that contains the identity provider.</param>
/// <param name="Port">The port of the gateway, or 0 for any free port.</param>
internal sealed record StackSettings(
    string Template, IReadOnlyDictionary<string, string> Parameters, string Authorizer, string SampleApi, string CognitoLocal, int Port)
{
    private static string ArtifactArchitecture => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

    /// <summary>The stack of this repository after <c>make</c> has built it, on any free port.</summary>
    /// <param name="root">The root of the repository.</param>
    public static StackSettings In(string root) => new(
        Path.Combine(root, "template.yaml"),
        new Dictionary<string, string>(),
        Path.Combine(root, "artifacts", $"linux-{ArtifactArchitecture}", "bootstrap"),
        Path.Combine(root, "artifacts", $"sample-api-linux-{ArtifactArchitecture}", "bootstrap"),
        Path.Combine(root, "build", "cognito-local"),
        Port: 0);

    /// <summary>The permissions file in the repository of the template.</summary>
    public string PermissionsFile { get; init; } = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Template))!, "src", "Authorizer", "permissions.json");

    /// <summary>The file of the shadow rules, which are compared and never enforced, or <see langword="null"/>.</summary>
    public string? ShadowFile { get; init; }

    /// <summary>The executable of a function: the authorizer, or the sample API for all other functions.</summary>
    public string ExecutableOf(FunctionDefinition function) => function.IsAuthorizer ? Authorizer : SampleApi;
}
