
namespace DevTool.Formatting;

/// <summary>The report of <c>fmt</c>.</summary>
/// <param name="Canonical">Whether the file already had the canonical layout.</param>
/// <param name="Written">Whether the file was written.</param>
internal sealed record FormatReport(string File, bool Canonical, bool Written);
