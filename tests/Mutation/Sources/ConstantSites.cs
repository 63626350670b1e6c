using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>
/// Finds changes of constants. Numbers and characters are changed by one, strings by one character. Booleans are negated, and operators are
/// swapped.
/// </summary>
internal static class ConstantSites
{
    /// <summary>Whether an expression is a constant and not a part of a larger constant expression.</summary>
    public static bool IsConstant(SyntaxNode node, SemanticModel model) =>
        node is ExpressionSyntax && model.GetConstantValue(node).HasValue && node is not LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression };

    /// <summary>Returns the changes of a constant expression.</summary>
    public static IEnumerable<MutantSite> Of(ExpressionSyntax constant, SemanticModel model)
    {
        TypeInfo info = model.GetTypeInfo(constant);
        ITypeSymbol? type = info.ConvertedType ?? info.Type;
        if (type is null || constant.Parent is NameColonSyntax)
        {
            yield break;
        }

        foreach ((TextSpan part, string change) in Changes(constant, model))
        {
            if (CodeText.Of(constant, part, change) is not { } changed)
            {
                continue;
            }

            string cast = IsNumber(info.Type) && IsNumber(type) ? "(" + type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + ")" : string.Empty;
            yield return MutantSite.Around("constant", part, constant.Span, change, $"({cast}({MutantSite.SwitchMark} ? {changed} : ", "))");
        }
    }

    /// <summary>Returns the declaration if a node declares a single constant in a type or in a method.</summary>
    public static VariableDeclaratorSyntax? Former(SyntaxNode? node) => node switch
    {
        FieldDeclarationSyntax { Declaration.Variables: [var single] } field when field.Modifiers.Any(SyntaxKind.ConstKeyword) => single,
        LocalDeclarationStatementSyntax { Declaration.Variables: [var single], IsConst: true } => single,
        _ => null,
    };

    /// <summary>
    /// Returns the changes of a declared constant. The constant becomes a property or a variable. Code that requires a constant then does not
    /// compile.
    /// </summary>
    public static IEnumerable<MutantSite> OfDeclaration(VariableDeclaratorSyntax constant, SemanticModel model)
    {
        if (constant.Initializer is not { } initializer || model.GetTypeInfo(initializer.Value).ConvertedType is not { TypeKind: not TypeKind.Enum } type)
        {
            yield break;
        }

        SyntaxNode declaration = constant.Parent!.Parent!;
        SyntaxToken keyword = declaration.DescendantTokens().First(token => token.IsKind(SyntaxKind.ConstKeyword));
        bool isField = declaration is FieldDeclarationSyntax;
        string cast = IsNumber(type) ? "(" + type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + ")" : string.Empty;
        foreach ((TextSpan part, string change) in Changes(initializer.Value, model))
        {
            if (CodeText.Of(initializer.Value, part, change) is { } changed)
            {
                yield return new MutantSite(
                    "constant",
                    part,
                    change,
                    new Edit(keyword.Span, isField ? "static" : string.Empty, string.Empty, Replaces: true),
                    new Edit(initializer.EqualsToken.Span, isField ? "=>" : "=", string.Empty, Replaces: true),
                    new Edit(initializer.Value.Span, $"({cast}({MutantSite.SwitchMark} ? {changed} : ", "))"))
                { FormerConstant = constant.Identifier.Text };
            }
        }
    }

    /// <summary>Returns the changes of the literals in a constant.</summary>
    public static IEnumerable<(TextSpan Part, string Change)> Changes(SyntaxNode constant, SemanticModel model)
    {
        foreach (SyntaxNode node in constant.DescendantNodesAndSelf())
        {
            if (node is LiteralExpressionSyntax literal)
            {
                foreach (string change in Changes(literal))
                {
                    yield return (literal.Span, change);
                }
            }
            else if (node is BinaryExpressionSyntax binary && model.GetTypeInfo(binary).Type is { } type && IsNumber(type)
                && ExpressionSites.Swapped(binary.OperatorToken) is { } swapped)
            {
                yield return (binary.OperatorToken.Span, swapped);
            }
        }
    }

    /// <summary>Whether a type is numeric or a character.</summary>
    public static bool IsNumber(ITypeSymbol? type) => type?.SpecialType is >= SpecialType.System_Char and <= SpecialType.System_Double
        or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static IEnumerable<string> Changes(LiteralExpressionSyntax literal)
    {
        switch (literal.Token.Value)
        {
            case bool value:
                yield return value ? "false" : "true";
                break;
            case char value:
                yield return SymbolDisplay.FormatLiteral((char)(value + 1), quote: true);
                break;
            case string value when !value.Contains(' ', StringComparison.Ordinal):
                // A text with spaces is a message for people. Its wording is reviewed and not tested.
                yield return CodeText.ChangedString(literal.Token);
                break;
            case IConvertible number and (int or uint or long or ulong or double):
                decimal plain = number.ToDecimal(CultureInfo.InvariantCulture);
                string suffix = number switch { uint => "u", long => "L", ulong => "ul", double => "d", _ => string.Empty };
                if (plain < number switch { int => int.MaxValue, uint => uint.MaxValue, long => long.MaxValue, _ => ulong.MaxValue })
                {
                    yield return (plain + 1).ToString(CultureInfo.InvariantCulture) + suffix;
                }

                if (plain > 0)
                {
                    yield return (plain - 1).ToString(CultureInfo.InvariantCulture) + suffix;
                }

                break;
            default:
                if (literal.IsKind(SyntaxKind.Utf8StringLiteralExpression) && !literal.Token.ValueText.Contains(' ', StringComparison.Ordinal))
                {
                    yield return CodeText.ChangedString(literal.Token);
                }

                break;
        }
    }
}
