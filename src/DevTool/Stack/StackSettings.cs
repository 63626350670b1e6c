using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using DevTool.Gateway.Definitions;

namespace DevTool.Stack;

/// <summary>The files that the local stack runs.</summary>
/// <param name="Template">The template's file.</param>
/// <param name="Parameters">Values that replace its parameters' defaults.</param>
/// <param name="Authorizer">The authorizer's executable.</param>
/// <param name="SampleApi">The sample API's executable.</param>
/// <param name="CognitoLocal">The folder that the identity provider is installed in.</param>
/// <param name="Port">The gateway's port, or 0 for any free port.</param>
internal sealed record StackSettings(
    string Template, IReadOnlyDictionary<string, string> Parameters, string Authorizer, string SampleApi, string CognitoLocal, int Port)
{
    private static string ArtifactArchitecture => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

    /// <summary>The stack of this repository as <c>make</c> builds it, on any port.</summary>
    /// <param name="root">The repository's root.</param>
    public static StackSettings In(string root) => new(
        Path.Combine(root, "template.yaml"),
        new Dictionary<string, string>(),
        Path.Combine(root, "artifacts", $"linux-{ArtifactArchitecture}", "bootstrap"),
        Path.Combine(root, "artifacts", $"sample-api-linux-{ArtifactArchitecture}", "bootstrap"),
        Path.Combine(root, "build", "cognito-local"),
        Port: 0);

    /// <summary>The permissions file in the template's repository.</summary>
    public string PermissionsFile { get; init; } = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(Template))!, "src", "Authorizer", "permissions.json");

    /// <summary>A permissions file that is compared and never enforced, or <see langword="null"/>.</summary>
    public string? ShadowFile { get; init; }

    /// <summary>The executable for a function: the authorizer, or the sample API for any other function.</summary>
    public string ExecutableOf(FunctionDefinition function) => function.IsAuthorizer ? Authorizer : SampleApi;
}
