
namespace DevTool.Formatting;

/// <summary>What <c>fmt</c> did.</summary>
/// <param name="Canonical">Whether it was in the canonical layout before.</param>
/// <param name="Written">Whether it was written.</param>
internal sealed record FormatReport(string File, bool Canonical, bool Written);
