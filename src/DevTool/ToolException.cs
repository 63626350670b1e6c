using System;

namespace DevTool;

/// <summary>Something the user can put right. The message is one line that says how.</summary>
/// <param name="message">What is wrong and what to do.</param>
internal class ToolException(string message) : Exception(message);
