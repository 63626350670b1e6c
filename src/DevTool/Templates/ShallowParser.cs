using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace DevTool.Templates;

/// <summary>
/// Refuses YAML that is nested so deeply that reading it would exhaust the stack. Real templates and OpenAPI documents have far fewer
/// levels.
/// </summary>
/// <param name="parser">The parser that reads the text.</param>
internal sealed class ShallowParser(IParser parser) : IParser
{
    /// <summary>The largest number of levels.</summary>
    public const int MostLevels = 128;

    private int _levels;

    /// <inheritdoc/>
    public ParsingEvent? Current => parser.Current;

    /// <inheritdoc/>
    /// <exception cref="MaximumRecursionLevelReachedException">There are too many levels.</exception>
    public bool MoveNext()
    {
        bool moved = parser.MoveNext();
        _levels += parser.Current is { } read ? read.NestingIncrease : 0;
        return _levels <= MostLevels ? moved : throw new MaximumRecursionLevelReachedException(
            parser.Current!.Start, parser.Current.End, string.Create(CultureInfo.InvariantCulture, $"lists and maps are nested more than {MostLevels} levels deep at column {parser.Current.Start.Column}"));
    }
}
