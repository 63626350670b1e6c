using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Contract;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Tables;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Authorizer.Tests.Documentation;

/// <summary>A passage of a page.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="Line">The line on which the passage begins. The first line of a page is 1.</param>
/// <param name="Text">The text of the passage.</param>
internal sealed record Mention(string Page, int Line, string Text)
{
    /// <summary>The lines of the passage, each with its own line number.</summary>
    public IEnumerable<Mention> Lines => Text.Split('\n').Select((line, offset) => this with { Line = Line + offset, Text = line });

    /// <inheritdoc/>
    public override string ToString() => $"{Page}:{Line}: {Text}";
}

/// <summary>A page of the documentation, parsed like GitHub's Markdown.</summary>
internal sealed class MarkdownPage
{
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .UsePreciseSourceLocation()
        .Build();

    private readonly string _text;
    private readonly MarkdownDocument _document;

    /// <summary>Reads a page.</summary>
    /// <param name="path">The page's path in the repository, with slashes.</param>
    public MarkdownPage(string path)
    {
        Path = path;
        _text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, path));
        _document = Markdown.Parse(_text, GitHub);
    }

    /// <summary>The page's path in the repository.</summary>
    public string Path { get; }

    /// <summary>The lines of the Markdown source.</summary>
    public IEnumerable<Mention> Lines => new Mention(Path, 1, _text).Lines;

    /// <summary>The fragments to which links can refer, one for each heading.</summary>
    public IEnumerable<string> Anchors => _document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id!);

    /// <summary>The targets of links and pictures, except those on other servers.</summary>
    public IEnumerable<Mention> Links => _document.Descendants<LinkInline>()
        .Where(link => link.Url is { } url && !url.Contains("://", StringComparison.Ordinal))
        .Select(link => new Mention(Path, link.Line + 1, link.Url!));

    /// <summary>The inline code in paragraphs and tables.</summary>
    public IEnumerable<Mention> InlineCode => _document.Descendants<CodeInline>().Select(code => new Mention(Path, code.Line + 1, code.Content));

    /// <summary>The fenced code blocks in certain languages.</summary>
    /// <param name="languages">The languages, as written after the opening fence.</param>
    public IEnumerable<Mention> Fenced(params string[] languages) => _document.Descendants<FencedCodeBlock>()
        .Where(block => languages.Contains(block.Info ?? string.Empty))
        .Select(block => new Mention(Path, block.Line + 2, block.Lines.ToString()));

    /// <summary>The rows, without the header row, of all tables whose first column has a certain title.</summary>
    /// <param name="firstColumn">The title of the first column.</param>
    /// <returns>The cells of each row as plain text.</returns>
    public IEnumerable<string[]> Rows(string firstColumn) => _document.Descendants<Table>()
        .Select(table => table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(Text).ToArray()).ToArray())
        .Where(rows => rows[0][0] == firstColumn)
        .SelectMany(rows => rows.Skip(1));

    private static string Text(TableCell cell)
    {
        var text = new StringBuilder();
        foreach (LeafInline leaf in cell.Descendants<LeafInline>())
        {
            _ = text.Append(leaf is CodeInline code ? $"`{code.Content}`" : leaf.ToString());
        }

        return text.ToString();
    }
}
