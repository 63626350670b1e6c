using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mutation.Sources;

/// <summary>Finds changes of statements. A call, an assignment or a jump is removed, or the operator of an assignment is replaced.</summary>
internal static class StatementSites
{
    private const string On = MutantSite.SwitchMark;

    /// <summary>Returns the changes of a statement, without the changes of its parts.</summary>
    public static IEnumerable<MutantSite> Of(StatementSyntax statement, SemanticModel model)
    {
        if (statement.Parent is not (BlockSyntax or SwitchSectionSyntax) || CodeText.Declares(statement))
        {
            yield break;
        }

        bool isRemovable = statement switch
        {
            ExpressionStatementSyntax => true,
            BreakStatementSyntax => !IsOfSwitch(statement),
            ContinueStatementSyntax => true,
            ReturnStatementSyntax { Expression: null } => true,
            YieldStatementSyntax { Expression: not null } => true,
            _ => false,
        };
        if (isRemovable)
        {
            yield return MutantSite.Around("statement removed", statement.Span, string.Empty, $"if (!{On}) ", string.Empty);
        }

        if (statement is not ExpressionStatementSyntax { Expression: { } expression })
        {
            yield break;
        }

        (SyntaxToken Token, string Change)? swap = expression switch
        {
            AssignmentExpressionSyntax assignment when IsNumeric(assignment) && ExpressionSites.Swapped(assignment.OperatorToken) is { } swapped => (assignment.OperatorToken, swapped),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } step => (step.OperatorToken, "--"),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostDecrementExpression } step => (step.OperatorToken, "++"),
            _ => null,
        };
        if (swap is { } found && CodeText.Of(statement, found.Token.Span, found.Change) is { } changed)
        {
            yield return MutantSite.Around("operator", found.Token.Span, statement.Span, found.Change, $"if ({On}) {changed} else ", string.Empty);
        }

        bool IsNumeric(AssignmentExpressionSyntax assignment) => model.GetTypeInfo(assignment.Left).Type is { } type
            && (ConstantSites.IsNumber(type) || type.TypeKind == TypeKind.Enum || type.SpecialType == SpecialType.System_Boolean);
    }

    /// <summary>Returns the removal of the only call in an expression-bodied void method.</summary>
    public static IEnumerable<MutantSite> Of(ArrowExpressionClauseSyntax arrow, SemanticModel model)
    {
        bool returnsNothing = arrow.Parent switch
        {
            ConstructorDeclarationSyntax => true,
            BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax => model.GetDeclaredSymbol(arrow.Parent) is IMethodSymbol { ReturnsVoid: true },
            AccessorDeclarationSyntax accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration),
            _ => false,
        };
        if (returnsNothing && arrow.GetLastToken().GetNextToken() is { RawKind: (int)SyntaxKind.SemicolonToken } end)
        {
            yield return new MutantSite(
                "statement removed",
                arrow.Expression.Span,
                string.Empty,
                new Edit(arrow.ArrowToken.Span, $"{{ if (!{On}) {{ ", string.Empty, Replaces: true),
                new Edit(end.Span, "; } }", string.Empty, Replaces: true));
        }
    }

    private static bool IsOfSwitch(SyntaxNode node)
    {
        for (SyntaxNode? outer = node.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is SwitchStatementSyntax)
            {
                return true;
            }

            if (outer is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            {
                return false;
            }
        }

        return false;
    }
}
