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

/// <summary>A piece of a page.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Text">Its text.</param>
internal sealed record Mention(string Page, int Line, string Text)
{
    /// <summary>Its lines, each with its own number.</summary>
    public IEnumerable<Mention> Lines => Text.Split('\n').Select((line, offset) => this with { Line = Line + offset, Text = line });

    /// <inheritdoc/>
    public override string ToString() => $"{Page}:{Line}: {Text}";
}

/// <summary>One page of the documentation, parsed as on GitHub.</summary>
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
    /// <param name="path">Its path in the repository, with slashes.</param>
    public MarkdownPage(string path)
    {
        Path = path;
        _text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, path));
        _document = Markdown.Parse(_text, GitHub);
    }

    /// <summary>The page's path in the repository.</summary>
    public string Path { get; }

    /// <summary>The page as it is written.</summary>
    public IEnumerable<Mention> Lines => new Mention(Path, 1, _text).Lines;

    /// <summary>The fragments that links to this page may have.</summary>
    public IEnumerable<string> Anchors => _document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id!);

    /// <summary>The targets of links and pictures that are not on another server.</summary>
    public IEnumerable<Mention> Links => _document.Descendants<LinkInline>()
        .Where(link => link.Url is { } url && !url.Contains("://", StringComparison.Ordinal))
        .Select(link => new Mention(Path, link.Line + 1, link.Url!));

    /// <summary>The inline code of text and tables.</summary>
    public IEnumerable<Mention> InlineCode => _document.Descendants<CodeInline>().Select(code => new Mention(Path, code.Line + 1, code.Content));

    /// <summary>The fenced blocks of a language.</summary>
    /// <param name="languages">The words after the opening fence.</param>
    public IEnumerable<Mention> Fenced(params string[] languages) => _document.Descendants<FencedCodeBlock>()
        .Where(block => languages.Contains(block.Info ?? string.Empty))
        .Select(block => new Mention(Path, block.Line + 2, block.Lines.ToString()));

    /// <summary>The rows of the tables whose first column has a certain name, without their heads.</summary>
    /// <param name="firstColumn">The name.</param>
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
