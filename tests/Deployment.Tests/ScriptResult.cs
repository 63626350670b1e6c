namespace Deployment.Tests;

/// <summary>The result of a script.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
public sealed record ScriptResult(int ExitCode, string Output, string Errors);
