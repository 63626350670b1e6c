namespace Deployment.Tests;

/// <summary>How a script ended.</summary>
/// <param name="Output">What it printed.</param>
/// <param name="Errors">What it complained of.</param>
public sealed record ScriptResult(int ExitCode, string Output, string Errors);
