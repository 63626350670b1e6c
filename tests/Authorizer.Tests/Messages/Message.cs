namespace Authorizer.Tests.Messages;

/// <summary>A message as a source file has it.</summary>
/// <param name="Place">The file and the line.</param>
/// <param name="Text">Its text. A value that the program fills in is in angle brackets: ⟨path⟩.</param>
/// <param name="Advice">The lines below it that say what to do; empty if the text itself must say so.</param>
internal sealed record Message(string Place, string Text, string Advice = "");
