using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>Converts code to text on one line, so that the line numbers of a mutated file do not change.</summary>
internal static class CodeText
{
    /// <summary>Returns the text of some code.</summary>
    /// <returns>The text, or <see langword="null"/> if it cannot be put on one line.</returns>
    public static string? Of(SyntaxNode node) => Of(node, default, string.Empty);

    /// <summary>Returns the text of some code with one replaced part.</summary>
    /// <returns>The text, or <see langword="null"/> if it cannot be put on one line.</returns>
    public static string? Of(SyntaxNode node, TextSpan part, string replacement)
    {
        string text = node.ToString();
        if (!text.Contains('\n', System.StringComparison.Ordinal) && !text.Contains("//", System.StringComparison.Ordinal))
        {
            return part.IsEmpty ? text : text[..(part.Start - node.SpanStart)] + replacement + text[(part.End - node.SpanStart)..];
        }

        if (node.DescendantNodesAndSelf().Any(inner => inner is InterpolatedStringExpressionSyntax)
            || node.DescendantTokens().Any(token => token.Text.Contains('\n', System.StringComparison.Ordinal)))
        {
            return null;
        }

        bool replaced = false;
        return string.Join(' ', node.DescendantTokens().Select(token =>
        {
            if (part.IsEmpty || !part.Contains(token.Span))
            {
                return token.Text;
            }

            string result = replaced ? string.Empty : replacement;
            replaced = true;
            return result;
        }));
    }

    /// <summary>Whether code declares a variable. Such code cannot be duplicated.</summary>
    public static bool Declares(SyntaxNode node) =>
        node.DescendantNodesAndSelf().Any(inner => inner is VariableDesignationSyntax or VariableDeclaratorSyntax);

    /// <summary>Returns a string literal with a changed last character, or a literal of one character if the string is empty.</summary>
    public static string ChangedString(SyntaxToken literal)
    {
        string value = literal.ValueText;
        string changed = value.Length == 0 ? "?" : value[..^1] + (char)(value[^1] ^ 1);
        string suffix = literal.IsKind(SyntaxKind.Utf8StringLiteralToken) ? "u8" : string.Empty;
        return SymbolDisplay.FormatLiteral(changed, quote: true) + suffix;
    }
}
