using System;

namespace DevTool;

/// <summary>Something the user can put right. The message is one line that says how.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="exitCode">How the command ends; <see langword="null"/> for its usual way.</param>
internal sealed class ToolException(string message, int? exitCode = null) : Exception(message)
{
    /// <summary>How the command ends, or <see langword="null"/> for its usual way.</summary>
    public int? ExitCode => exitCode;
}
