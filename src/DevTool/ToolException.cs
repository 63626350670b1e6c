using System;

namespace DevTool;

/// <summary>An error that the user can fix. The message is one line that says how.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="exitCode">The exit code; <see langword="null"/> for the command's default.</param>
internal class ToolException(string message, int? exitCode = null) : Exception(message)
{
    /// <summary>The exit code, or <see langword="null"/> for the command's default.</summary>
    public int? ExitCode => exitCode;
}
