using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Authorizer.Tests.Messages;

/// <summary>
/// Computes the possible texts of an expression from its syntax. It evaluates literals, interpolations, concatenations and conditional
/// expressions, and the variables and methods of the same type. Any other value is known only at run time and becomes ⟨its expression⟩.
/// </summary>
internal static class MessageTexts
{
    private const int MostTexts = 64;
    private const int MostSteps = 6;

    /// <summary>Returns the possible texts of an expression.</summary>
    public static IEnumerable<string> Of(ExpressionSyntax expression) => Read(expression, MostSteps).Distinct();

    /// <summary>The placeholder for a value that is known only at run time.</summary>
    public static string Filled(string value) => $"⟨{value}⟩";

    /// <summary>Whether a text is only a placeholder. Its words are then in another message.</summary>
    public static bool IsFilled(string text) => text.StartsWith('⟨') && text.IndexOf('⟩', StringComparison.Ordinal) == text.Length - 1;

    private static IReadOnlyList<string> Read(ExpressionSyntax expression, int steps) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => [text],
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } => [],
        InterpolatedStringExpressionSyntax text => text.Contents.Aggregate((IReadOnlyList<string>)[string.Empty], (starts, content) => Join(starts, content switch
        {
            InterpolationSyntax value => Read(value.Expression, steps),
            _ => [((InterpolatedStringTextSyntax)content).TextToken.ValueText],
        })),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when HasWords(sum) => Join(Read(sum.Left, steps), Read(sum.Right, steps)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice => [.. Read(choice.Left, steps), .. Read(choice.Right, steps)],
        ConditionalExpressionSyntax choice => [.. Read(choice.WhenTrue, steps), .. Read(choice.WhenFalse, steps)],
        SwitchExpressionSyntax choice => [.. choice.Arms.SelectMany(arm => Read(arm.Expression, steps))],
        ParenthesizedExpressionSyntax inner => Read(inner.Expression, steps),
        PostfixUnaryExpressionSyntax inner => Read(inner.Operand, steps),
        ThrowExpressionSyntax => [],
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } => [string.Empty],
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create" } } call =>
            Read(call.ArgumentList.Arguments[^1].Expression, steps),
        InvocationExpressionSyntax { Expression: IdentifierNameSyntax method } => Resolve(expression, method.Identifier.ValueText, steps, Returned),
        IdentifierNameSyntax name => Resolve(expression, name.Identifier.ValueText, steps, Assigned),
        _ => [Filled(expression.ToString())],
    };

    private delegate IEnumerable<ExpressionSyntax> Values(SyntaxNode at, string name);

    // If the value of a variable is only a placeholder, the placeholder has the name of the variable, which is clearer.
    private static string[] Resolve(ExpressionSyntax expression, string name, int steps, Values values)
    {
        string filled = Filled(expression.ToString());
        if (steps == 0)
        {
            return [filled];
        }

        string[] texts = [.. values(expression, name).SelectMany(value => Read(value, steps - 1)).Select(text => IsFilled(text) ? filled : text).Distinct()];
        return Array.TrueForAll(texts, text => text.Length == 0) ? [filled] : texts;
    }

    // A "+" without any text is an addition of numbers.
    private static bool HasWords(BinaryExpressionSyntax sum) =>
        sum.DescendantNodes().Any(node => node is InterpolatedStringExpressionSyntax or LiteralExpressionSyntax { Token.Value: string });

    private static IEnumerable<ExpressionSyntax> Assigned(SyntaxNode at, string name)
    {
        SyntaxNode? member = at.FirstAncestorOrSelf<MemberDeclarationSyntax>(node => node is not BaseTypeDeclarationSyntax);
        IEnumerable<SyntaxNode> fields = at.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Members.OfType<FieldDeclarationSyntax>() ?? [];
        return fields.Append(member).SelectMany(node => node?.DescendantNodes() ?? []).Select(node => node switch
        {
            VariableDeclaratorSyntax { Initializer.Value: { } value } variable when variable.Identifier.ValueText == name => value,
            AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax left } assignment when left.Identifier.ValueText == name => assignment.Right,
            IsPatternExpressionSyntax { Pattern: RecursivePatternSyntax { Designation: SingleVariableDesignationSyntax variable } } pattern
                when variable.Identifier.ValueText == name => pattern.Expression,
            _ => null,
        }).OfType<ExpressionSyntax>();
    }

    private static IEnumerable<ExpressionSyntax> Returned(SyntaxNode at, string name) =>
        (at.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Members.OfType<MethodDeclarationSyntax>() ?? [])
            .Where(method => method.Identifier.ValueText == name)
            .SelectMany(Results);

    /// <summary>The expressions that a method returns.</summary>
    public static IEnumerable<ExpressionSyntax> Results(MethodDeclarationSyntax method) => method.ExpressionBody is { } body
        ? [body.Expression]
        : method.DescendantNodes().OfType<ReturnStatementSyntax>().Select(statement => statement.Expression).OfType<ExpressionSyntax>();

    private static string[] Join(IReadOnlyList<string> starts, IReadOnlyList<string> ends) =>
        [.. starts.SelectMany(start => ends.Select(end => start + end)).Take(MostTexts)];
}
