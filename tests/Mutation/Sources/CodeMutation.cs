using System;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>A mutant: a change of the code, with its number and its data for reports.</summary>
internal sealed class CodeMutation
{
    /// <summary>Describes a change.</summary>
    /// <param name="id">The number of the mutant.</param>
    /// <param name="site">The change.</param>
    /// <param name="tree">The syntax tree of the file.</param>
    /// <param name="root">The folder to which paths are relative.</param>
    public CodeMutation(int id, MutantSite site, SyntaxTree tree, string root)
    {
        Id = id;
        Site = site;
        SourceText text = tree.GetText();
        File = Path.GetRelativePath(root, tree.FilePath).Replace('\\', '/');
        LinePositionSpan lines = text.Lines.GetLinePositionSpan(site.Span);
        Line = lines.Start.Line + 1;
        int start = text.Lines[lines.Start.Line].Start;
        int end = text.Lines[lines.End.Line].End;
        Before = OneLine(text.ToString(TextSpan.FromBounds(start, end)));
        After = OneLine(text.ToString(TextSpan.FromBounds(start, site.Span.Start)) + site.Replacement + text.ToString(TextSpan.FromBounds(site.Span.End, end)));
        Member = MemberName(tree.GetRoot().FindNode(site.Span));
    }

    /// <summary>The number of the mutant. The first mutant is 1.</summary>
    public int Id { get; }

    /// <summary>The change.</summary>
    public MutantSite Site { get; }

    /// <summary>The file, relative to the repository.</summary>
    public string File { get; }

    /// <summary>The line number.</summary>
    public int Line { get; }

    /// <summary>The type and the member that contain the change.</summary>
    public string Member { get; }

    /// <summary>The original lines.</summary>
    public string Before { get; }

    /// <summary>The changed lines.</summary>
    public string After { get; }

    /// <summary>The folder under which the report counts this mutant.</summary>
    public required string Folder { get; init; }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static string MemberName(SyntaxNode node) => string.Join('.', node.AncestorsAndSelf().Reverse().Select(outer => outer switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax => "ctor",
        PropertyDeclarationSyntax property => property.Identifier.Text,
        IndexerDeclarationSyntax => "this",
        OperatorDeclarationSyntax @operator => "operator " + @operator.OperatorToken.Text,
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.Text,
        LocalFunctionStatementSyntax local => local.Identifier.Text,
        _ => null,
    }).Where(name => name is not null));
}
