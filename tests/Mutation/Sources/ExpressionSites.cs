using System;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mutation.Sources;

/// <summary>Finds changes of expressions.</summary>
internal sealed class ExpressionSites(SemanticModel model)
{
    private const string On = MutantSite.SwitchMark;

    /// <summary>Returns the changes of an expression, without the changes of its parts.</summary>
    public IEnumerable<MutantSite> Of(ExpressionSyntax expression)
    {
        if (IsFixed(expression))
        {
            return [];
        }

        if (ConstantSites.IsConstant(expression, model) || expression.IsKind(SyntaxKind.Utf8StringLiteralExpression))
        {
            return expression switch
            {
                LiteralExpressionSyntax or BinaryExpressionSyntax or CastExpressionSyntax or PrefixUnaryExpressionSyntax
                    or ParenthesizedExpressionSyntax => ConstantSites.Of(expression, model),
                MemberAccessExpressionSyntax => Values(expression),
                _ => [],
            };
        }

        return [.. Conditions(expression), .. Operators(expression), .. Values(expression)];
    }

    /// <summary>Returns the replacement of an arithmetic operator.</summary>
    public static string? Swapped(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.PlusToken => "-",
        SyntaxKind.MinusToken => "+",
        SyntaxKind.AsteriskToken => "/",
        SyntaxKind.SlashToken => "*",
        SyntaxKind.PercentToken => "*",
        SyntaxKind.LessThanLessThanToken => ">>",
        SyntaxKind.GreaterThanGreaterThanToken => "<<",
        SyntaxKind.AmpersandToken => "|",
        SyntaxKind.BarToken => "&",
        SyntaxKind.CaretToken => "&",
        SyntaxKind.PlusEqualsToken => "-=",
        SyntaxKind.MinusEqualsToken => "+=",
        SyntaxKind.BarEqualsToken => "&=",
        SyntaxKind.AmpersandEqualsToken => "|=",
        SyntaxKind.CaretEqualsToken => "|=",
        _ => null,
    };

    // Whether an expression must not be changed or has no value.
    private static bool IsFixed(ExpressionSyntax expression) =>
        expression is (TypeSyntax and not IdentifierNameSyntax) or RefExpressionSyntax or DeclarationExpressionSyntax or ThrowExpressionSyntax or AssignmentExpressionSyntax
        || expression.Parent is ExpressionStatementSyntax or NameColonSyntax or AttributeArgumentSyntax or InterpolationAlignmentClauseSyntax
        || expression.Parent is ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None }
        || (expression.Parent is AssignmentExpressionSyntax assignment && assignment.Left == expression)
        || expression.Parent is CaseSwitchLabelSyntax or ConstantPatternSyntax or RelationalPatternSyntax or EnumMemberDeclarationSyntax
        || (expression.Parent is MemberAccessExpressionSyntax access && access.Name == expression)
        || expression.Parent is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "nameof" } };

    private IEnumerable<MutantSite> Conditions(ExpressionSyntax expression)
    {
        bool isCondition = expression.Parent switch
        {
            IfStatementSyntax or WhileStatementSyntax or ForStatementSyntax or DoStatementSyntax => true,
            ConditionalExpressionSyntax choice => choice.Condition == expression,
            WhenClauseSyntax => true,
            _ => false,
        };
        bool isResult = expression.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax;
        bool isOther = expression.Parent is EqualsValueClauseSyntax or AssignmentExpressionSyntax or ArgumentSyntax or ParenthesizedExpressionSyntax or SwitchExpressionArmSyntax
            || (expression is BinaryExpressionSyntax or IsPatternExpressionSyntax && expression.Parent is BinaryExpressionSyntax);
        bool isComparison = expression.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression or SyntaxKind.IsPatternExpression
            or SyntaxKind.InvocationExpression or SyntaxKind.LogicalNotExpression or SyntaxKind.SimpleMemberAccessExpression;
        bool isBoolean = model.GetTypeInfo(expression) is { Type.SpecialType: SpecialType.System_Boolean, ConvertedType.SpecialType: SpecialType.System_Boolean };
        if (!isBoolean || expression is ParenthesizedExpressionSyntax || !(isCondition || isResult || (isOther && isComparison)) || Negation(expression) is not { } negated)
        {
            yield break;
        }

        if (!CodeText.Declares(expression))
        {
            yield return MutantSite.Around("condition negated", expression.Span, negated, $"({On} ^ (", "))");
        }
        else if (isCondition)
        {
            yield return MutantSite.Around("condition never true", expression.Span, "false", $"(!{On} && (", "))");
            yield return MutantSite.Around("condition always true", expression.Span, "true", $"({On} || (", "))");
        }
    }

    private static string? Negation(ExpressionSyntax expression) => expression switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } equal => CodeText.Of(equal, equal.OperatorToken.Span, "!="),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } unequal => CodeText.Of(unequal, unequal.OperatorToken.Span, "=="),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => CodeText.Of(not.Operand),
        InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax => CodeText.Of(expression) is { } plain ? "!" + plain : null,
        _ => CodeText.Of(expression) is { } text ? $"!({text})" : null,
    };

    private IEnumerable<MutantSite> Operators(ExpressionSyntax expression)
    {
        if (expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression } logical)
        {
            string switched = logical.IsKind(SyntaxKind.LogicalAndExpression) ? $"({On} || (" : $"(!{On} && (";
            foreach ((ExpressionSyntax operand, ExpressionSyntax other) in new[] { (logical.Left, logical.Right), (logical.Right, logical.Left) })
            {
                if (!operand.IsKind(logical.Kind()) && CodeText.Of(other) is { } rest)
                {
                    yield return MutantSite.Around("operand removed", logical.Span, operand.Span, rest, switched, "))");
                }
            }

            // A chain is a nest of pairs. Each operand is changed only once, as the operand of one pair.
            yield break;
        }

        if (CodeText.Declares(expression))
        {
            yield break;
        }

        (SyntaxToken Token, string Change)? swap = expression switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression } less => (less.OperatorToken, "<="),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanOrEqualExpression } less => (less.OperatorToken, "<"),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.GreaterThanExpression } greater => (greater.OperatorToken, ">="),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.GreaterThanOrEqualExpression } greater => (greater.OperatorToken, ">"),
            BinaryExpressionSyntax binary when IsArithmetic(binary) && Swapped(binary.OperatorToken) is { } other => (binary.OperatorToken, other),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression } step => (step.OperatorToken, "--"),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreDecrementExpression } step => (step.OperatorToken, "++"),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.BitwiseNotExpression } not => (not.OperatorToken, string.Empty),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression } minus => (minus.OperatorToken, string.Empty),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } step when step.Parent is not ForStatementSyntax => (step.OperatorToken, "--"),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostDecrementExpression } step when step.Parent is not ForStatementSyntax => (step.OperatorToken, "++"),
            _ => null,
        };
        if (swap is { } found && CodeText.Of(expression, found.Token.Span, found.Change) is { } swapped)
        {
            yield return MutantSite.Around("operator", expression.Span, swapped, $"({On} ? {swapped} : ", ")");
        }
    }

    private IEnumerable<MutantSite> Values(ExpressionSyntax expression)
    {
        if (CodeText.Declares(expression))
        {
            yield break;
        }

        if (expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression, Right: not ThrowExpressionSyntax } coalesce
            && CodeText.Of(coalesce.Right) is { } fallback)
        {
            yield return MutantSite.Around("operand removed", coalesce.Span, fallback, $"({On} ? {fallback} : ", ")");
        }

        if (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Math" } } math }
            && math.Name.Identifier.Text is "Min" or "Max"
            && CodeText.Of(expression, math.Name.Span, math.Name.Identifier.Text == "Min" ? "Max" : "Min") is { } extreme)
        {
            yield return MutantSite.Around("operator", expression.Span, extreme, $"({On} ? {extreme} : ", ")");
        }

        if (expression.Parent is not (ReturnStatementSyntax or ArrowExpressionClauseSyntax)
            || expression is ConditionalExpressionSyntax or SwitchExpressionSyntax or CollectionExpressionSyntax
            || model.GetTypeInfo(expression).ConvertedType is not { SpecialType: not (SpecialType.System_Boolean or SpecialType.System_Void) } type
            || expression.IsKind(SyntaxKind.DefaultLiteralExpression)
            || (model.GetConstantValue(expression) is { HasValue: true, Value: var value } && IsDefault(value)))
        {
            yield break;
        }

        string name = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        yield return MutantSite.Around("result", expression.Span, "default", $"({On} ? default({name})! : (", "))");
    }

    private static bool IsDefault(object? value) =>
        value is null || (value is IConvertible and not string && Convert.ToDouble(value, CultureInfo.InvariantCulture) == 0);

    private bool IsArithmetic(BinaryExpressionSyntax binary) =>
        model.GetTypeInfo(binary).Type is { } type
        && (ConstantSites.IsNumber(type) || type.TypeKind == TypeKind.Enum || (type.SpecialType == SpecialType.System_Boolean && binary.Kind() is SyntaxKind.BitwiseAndExpression or SyntaxKind.BitwiseOrExpression));
}
