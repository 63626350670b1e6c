using System;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Stack;

/// <summary>The documents that an authorizer reads again while it runs.</summary>
/// <param name="agent">Serves the documents.</param>
/// <param name="permissions">The path of the rules.</param>
/// <param name="revocations">The path of the revocations.</param>
internal sealed class LiveDocuments(AppConfigAgent agent, string permissions, string revocations)
{
    /// <summary>The variable that contains the address of the rules.</summary>
    public const string PermissionsVariable = "AUTHORIZER_PERMISSIONS_URI";

    /// <summary>The variable that contains the address of the revocations.</summary>
    public const string RevocationsVariable = "AUTHORIZER_REVOCATIONS_URI";

    /// <summary>The variable that contains the address of the shadow rules, which are never enforced.</summary>
    public const string ShadowVariable = "AUTHORIZER_SHADOW_PERMISSIONS_URI";

    /// <summary>The path of the shadow rules of <c>serve --shadow</c>. It replaces any address in the template.</summary>
    public const string ShadowPath = "/shadow";

    /// <summary>The rules in force.</summary>
    public string Permissions
    {
        get => agent.Read(permissions);
        set => agent.Deploy(permissions, value);
    }

    /// <summary>The revocations in force.</summary>
    public string Revocations
    {
        get => agent.Read(revocations);
        set => agent.Deploy(revocations, value);
    }

    /// <summary>Finds the live documents of a stack.</summary>
    /// <param name="agent">Serves the documents.</param>
    /// <returns>The documents, or <see langword="null"/> if no function of the template reads both documents from AppConfig.</returns>
    public static LiveDocuments? Of(StackDefinition stack, AppConfigAgent agent) => stack.Functions
        .Select(function => Path(PermissionsVariable, function, stack) is { } permissions && Path(RevocationsVariable, function, stack) is { } revocations
            ? new LiveDocuments(agent, permissions, revocations)
            : null)
        .FirstOrDefault(documents => documents is not null);

    private static string? Path(string variable, FunctionDefinition function, StackDefinition stack) =>
        function.Environment.TryGetValue(variable, out string? text)
        && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && stack.LiveDocuments.ContainsKey(uri.AbsolutePath) ? uri.AbsolutePath : null;
}
