using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mutation.Sources;

/// <summary>Finds the possible changes of a file. Constants that the compiler requires and messages for people are not changed.</summary>
internal sealed class SiteFinder(SemanticModel model) : CSharpSyntaxWalker
{
    private readonly List<MutantSite> _sites = [];
    private readonly ExpressionSites _expressions = new(model);
    private readonly PatternSites _patterns = new(model);

    /// <summary>Finds the changes.</summary>
    /// <param name="tree">The syntax tree of the file.</param>
    /// <param name="compilation">The compilation of all files.</param>
    /// <returns>The changes, in the order of the file.</returns>
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
            // The expression is a constant, so its parts are not changed separately.
        }
        else
        {
            base.Visit(node);
        }
    }

    // Larger tables are not mutated, because they must stay data in the executable. The tests of the code that uses a table cover it.
    private const int MaxTable = 7;

    // Assertions are not mutated, because the executable does not contain them.
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
