using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mutation.Sources;

/// <summary>Finds the places of a file that can be changed. Required constants and texts for people are not changed.</summary>
internal sealed class SiteFinder(SemanticModel model) : CSharpSyntaxWalker
{
    private readonly List<MutantSite> _sites = [];
    private readonly ExpressionSites _expressions = new(model);
    private readonly PatternSites _patterns = new(model);

    /// <summary>Finds the places.</summary>
    /// <param name="tree">The file.</param>
    /// <param name="compilation">All files.</param>
    /// <returns>The places, in the order of the file.</returns>
    public static IReadOnlyList<MutantSite> Find(SyntaxTree tree, Compilation compilation)
    {
        var finder = new SiteFinder(compilation.GetSemanticModel(tree));
        finder.Visit(tree.GetRoot());
        return finder._sites;
    }

    /// <inheritdoc/>
    public override void Visit(SyntaxNode? node)
    {
        switch (node)
        {
            case AttributeListSyntax or EnumDeclarationSyntax or ParameterListSyntax or UsingDirectiveSyntax:
            case ExpressionStatementSyntax statement when IsAssertion(statement):
            case InitializerExpressionSyntax { Expressions.Count: > MaxTable } or CollectionExpressionSyntax { Elements.Count: > MaxTable }:
                return;
            case StatementSyntax statement:
                _sites.AddRange(StatementSites.Of(statement, model));
                break;
            case ArrowExpressionClauseSyntax arrow:
                _sites.AddRange(StatementSites.Of(arrow, model));
                break;
            case SwitchExpressionArmSyntax or CaseSwitchLabelSyntax or CasePatternSwitchLabelSyntax or IsPatternExpressionSyntax:
                _sites.AddRange(_patterns.Of(node));
                break;
            default:
                break;
        }

        if (node is ExpressionSyntax expression)
        {
            _sites.AddRange(_expressions.Of(expression));
        }

        if (ConstantSites.Former(node) is { } constant)
        {
            _sites.AddRange(ConstantSites.OfDeclaration(constant, model));
        }
        else if (node is ExpressionSyntax && ConstantSites.IsConstant(node, model))
        {
            // The whole expression is one constant, so its parts are not changed separately.
        }
        else
        {
            base.Visit(node);
        }
    }

    // A larger table is tested as a whole through its users, and must stay data in the executable.
    private const int MaxTable = 7;

    // Assertions are not in the executable.
    private static bool IsAssertion(ExpressionStatementSyntax statement) =>
        statement.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Debug" } } };

    /// <inheritdoc/>
    public override void VisitConstantPattern(ConstantPatternSyntax node)
    {
    }

    /// <inheritdoc/>
    public override void VisitRelationalPattern(RelationalPatternSyntax node)
    {
    }

    /// <inheritdoc/>
    public override void VisitCaseSwitchLabel(CaseSwitchLabelSyntax node)
    {
    }
}
