using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>
/// Finds changes of patterns. The values in a pattern must be constants, so the condition that activates a mutant cannot be in the pattern.
/// Therefore a mutant contains the whole pattern test twice, once with the change and once without it.
/// </summary>
internal sealed class PatternSites(SemanticModel model)
{
    private const string On = MutantSite.SwitchMark;

    /// <summary>Returns the changes of a pattern test: an <c>is</c> expression, an arm, or a label.</summary>
    public IEnumerable<MutantSite> Of(SyntaxNode node)
    {
        if (CodeText.Declares(node is SwitchExpressionArmSyntax whole ? whole.Pattern : node))
        {
            return [];
        }

        return node switch
        {
            IsPatternExpressionSyntax test => Changes(test.Pattern).Select(change =>
                CodeText.Of(test, change.Part, change.Text) is { } changed
                    ? MutantSite.Around("pattern", change.Part, test.Span, change.Text, $"({On} ? {changed} : ", ")") : null),
            SwitchExpressionArmSyntax arm when arm.Pattern is not DiscardPatternSyntax => Arm(arm),
            CaseSwitchLabelSyntax label => Label(label, label.Value, [.. ConstantSites.Changes(label.Value, model)], null),
            CasePatternSwitchLabelSyntax label => Label(label, label.Pattern, [.. Changes(label.Pattern)], label.WhenClause),
            _ => Enumerable.Empty<MutantSite?>(),
        } is { } found ? found.OfType<MutantSite>() : [];
    }

    private IEnumerable<MutantSite?> Arm(SwitchExpressionArmSyntax arm)
    {
        Edit guard = Guard(arm.Pattern, arm.WhenClause);
        yield return new MutantSite("arm removed", arm.Span, string.Empty, guard);
        string? when = arm.WhenClause is null ? null : CodeText.Of(arm.WhenClause.Condition);
        string? value = CodeText.Of(arm.Expression);
        foreach ((TextSpan part, string text) in Changes(arm.Pattern))
        {
            if (value is not null && CodeText.Of(arm.Pattern, part, text) is { } changed && (arm.WhenClause is null || when is not null))
            {
                string condition = when is null ? On : $"{On} && ({when})";
                yield return new MutantSite("pattern", part, text, new Edit(arm.Span, $"{changed} when {condition} => {value}, ", string.Empty), guard);
            }
        }
    }

    private static IEnumerable<MutantSite?> Label(SyntaxNode label, SyntaxNode pattern, (TextSpan Part, string Text)[] changes, WhenClauseSyntax? whenClause)
    {
        Edit guard = Guard(pattern, whenClause);
        yield return new MutantSite("arm removed", label.Span, string.Empty, guard);
        string? when = whenClause is null ? null : CodeText.Of(whenClause.Condition);
        foreach ((TextSpan part, string text) in changes)
        {
            if (CodeText.Of(pattern, part, text) is { } changed && (whenClause is null || when is not null))
            {
                string condition = when is null ? On : $"{On} && ({when})";
                yield return new MutantSite("pattern", part, text, new Edit(label.Span, $"case {changed} when {condition}: ", string.Empty), guard);
            }
        }
    }

    private static Edit Guard(SyntaxNode pattern, WhenClauseSyntax? when) => when is null
        ? new Edit(pattern.Span, string.Empty, $" {Edit.Guard} !{On}")
        : new Edit(when.Condition.Span, $"!{On} && (", ")");

    private IEnumerable<(TextSpan Part, string Text)> Changes(PatternSyntax pattern)
    {
        foreach (SyntaxNode node in pattern.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case RelationalPatternSyntax relation:
                    yield return (relation.OperatorToken.Span, relation.OperatorToken.Kind() switch
                    {
                        SyntaxKind.LessThanToken => "<=",
                        SyntaxKind.LessThanEqualsToken => "<",
                        SyntaxKind.GreaterThanToken => ">=",
                        _ => ">",
                    });
                    break;
                case BinaryPatternSyntax both when CodeText.Of(both.Left) is { } left && CodeText.Of(both.Right) is { } right:
                    if (!(both.Left is BinaryPatternSyntax inner && inner.IsKind(both.Kind())))
                    {
                        yield return (both.Span, right);
                    }

                    yield return (both.Span, left);
                    break;
                case UnaryPatternSyntax not when CodeText.Of(not.Pattern) is { } plain && not.Parent is not IsPatternExpressionSyntax:
                    yield return (not.Span, plain);
                    break;
                case ConstantPatternSyntax constant:
                    foreach ((TextSpan part, string text) in ConstantSites.Changes(constant.Expression, model).Take(1))
                    {
                        yield return (part, text);
                    }

                    break;
                default:
                    break;
            }
        }
    }
}
