namespace Authorizer.Tests.Messages;

/// <summary>A message in a source file.</summary>
/// <param name="Place">The file and the line of the message.</param>
/// <param name="Text">The text. Angle brackets mark the values that the program inserts: ⟨path⟩.</param>
/// <param name="Advice">The lines after the text that say what to do. If empty, the text must say what to do.</param>
internal sealed record Message(string Place, string Text, string Advice = "");
