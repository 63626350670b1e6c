
namespace DevTool.Formatting;

/// <summary>The report of <c>fmt</c>.</summary>
/// <param name="Canonical">Whether it was in the canonical layout before.</param>
/// <param name="Written">Whether it was written.</param>
internal sealed record FormatReport(string File, bool Canonical, bool Written);
