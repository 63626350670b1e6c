using System;

namespace DevTool;

/// <summary>An error that the user can fix. The message is one line that contains the solution.</summary>
/// <param name="message">The error and what to do.</param>
/// <param name="exitCode">The exit code, or <see langword="null"/> for the default of the command.</param>
internal class ToolException(string message, int? exitCode = null) : Exception(message)
{
    /// <summary>The exit code, or <see langword="null"/> for the default of the command.</summary>
    public int? ExitCode => exitCode;
}
