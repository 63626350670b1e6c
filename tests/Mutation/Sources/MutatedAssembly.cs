using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>
/// An assembly that contains all mutants, each behind a switch ("mutant schemata"). It is compiled once, so that no mutant needs its own
/// compilation. Mutants that do not compile are omitted.
/// </summary>
internal sealed class MutatedAssembly
{
    // Each round omits the mutants that caused the errors of the previous round. In practice, far fewer rounds are needed.
    private const int MaxRounds = 40;

    // After these rounds, all mutants that could have caused the remaining errors are omitted.
    private const int GentleRounds = 2;

    private readonly ProjectCompilation _project;
    private readonly Dictionary<SyntaxTree, List<CodeMutation>> _mutants = [];
    private Dictionary<string, MutatedFile> _files = [];
    private Compilation _compiled;

    private MutatedAssembly(ProjectCompilation project) => (_project, _compiled) = (project, project.Compilation);

    /// <summary>The mutants in the assembly.</summary>
    public IReadOnlyList<CodeMutation> Mutants => [.. _mutants.Values.SelectMany(mutants => mutants).OrderBy(mutant => mutant.Id)];

    /// <summary>The name of the assembly.</summary>
    public string Name => _project.Compilation.AssemblyName!;

    /// <summary>The number of mutants that did not compile.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Builds a project with mutants.</summary>
    /// <param name="folders">The folders to mutate.</param>
    /// <param name="passedOver">The names of files and members that are not mutated.</param>
    /// <param name="root">The folder to which paths in reports are relative.</param>
    public static MutatedAssembly Build(ProjectCompilation project, IReadOnlyList<string> folders, IReadOnlyList<string> passedOver, string root)
    {
        var assembly = new MutatedAssembly(project);
        Compilation complete = project.Generate(project.Compilation);
        int id = 0;
        foreach (SyntaxTree tree in project.Compilation.SyntaxTrees)
        {
            string[] path = Path.GetRelativePath(root, tree.FilePath).Split('/');
            if (path[..^1].FirstOrDefault(folder => folders.Contains(folder)) is { } folder && path[0] == "src" && !passedOver.Contains(path[^1]))
            {
                assembly._mutants[tree] =
                [
                    .. SiteFinder.Find(tree, complete).Select(site => new CodeMutation(++id, site, tree, root) { Folder = folder })
                        .Where(mutant => !passedOver.Contains(mutant.Member)),
                ];
            }
        }

        for (int round = 0; !assembly.Compile(all: round >= GentleRounds); round++)
        {
            if (round == MaxRounds)
            {
                throw new MutationException("the mutated sources do not compile");
            }
        }

        return assembly;
    }

    /// <summary>Whether a file has mutants.</summary>
    public bool Contains(string file) => _mutants.Values.Any(mutants => mutants.Count > 0 && mutants[0].File == file);

    /// <summary>Writes the assembly to a file.</summary>
    public void Write(string path)
    {
        using FileStream output = File.Create(path);
        EmitResult result = _compiled.Emit(output);
        if (!result.Success)
        {
            throw new MutationException(
                "the mutated assembly does not compile: " + result.Diagnostics.First(problem => problem.Severity == DiagnosticSeverity.Error));
        }
    }

    /// <summary>Writes the mutated sources.</summary>
    /// <param name="original">The folder of the project.</param>
    /// <param name="folder">The output folder.</param>
    public void WriteSources(string original, string folder)
    {
        foreach ((string path, MutatedFile file) in _files)
        {
            File.WriteAllText(Path.Combine(folder, Path.GetRelativePath(original, path)), file.Text);
        }

        File.WriteAllText(Path.Combine(folder, "Mutant.cs"), SwitchSource());
    }

    private static string SwitchSource()
    {
        using Stream source = typeof(MutatedAssembly).Assembly.GetManifestResourceStream("Mutant.cs")!;
        using var reader = new StreamReader(source);
        return reader.ReadToEnd();
    }

    private bool Compile(bool all)
    {
        CSharpCompilation mutated = _project.Compilation.AddSyntaxTrees(_project.Parse(SwitchSource(), "Mutant.cs"));
        _files = [];
        foreach ((SyntaxTree tree, List<CodeMutation> mutants) in _mutants)
        {
            var file = MutatedFile.Build(tree.ToString(), mutants);
            _files[tree.FilePath] = file;
            mutated = mutated.ReplaceSyntaxTree(tree, _project.Parse(file.Text, tree.FilePath));
        }

        _compiled = _project.Generate(mutated);
        Diagnostic[] errors = [.. _compiled.GetDiagnostics().Where(problem => problem.Severity == DiagnosticSeverity.Error)];
        if (Environment.GetEnvironmentVariable("MUTATION_VERBOSE") is not null)
        {
            Console.WriteLine($"{errors.Length} errors");
            foreach (Diagnostic e in errors.Take(12))
            {
                Console.WriteLine(e + " || " + e.Location.SourceTree?.GetText().Lines[e.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim());
            }
        }

        var blamed = new HashSet<int>();
        foreach (Diagnostic error in errors)
        {
            blamed.UnionWith(Blame(error, all));
        }

        if (errors.Length > 0 && blamed.Count == 0)
        {
            throw new MutationException("no mutant causes this error of the mutated sources: " + errors[0]);
        }

        foreach (List<CodeMutation> mutants in _mutants.Values)
        {
            LeftOut += mutants.RemoveAll(mutant => blamed.Contains(mutant.Id));
        }

        return errors.Length == 0;
    }

    private IReadOnlyList<int> Blame(Diagnostic error, bool all)
    {
        if (error.Location.SourceTree is not { } tree)
        {
            return [];
        }

        SyntaxNode at = tree.GetRoot().FindNode(error.Location.SourceSpan);

        // If a constant has become a property, the compiler reports the error where the constant is used.
        string[] names = [.. at.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text)];
        int[] constants = [.. Mutants.Where(mutant => mutant.Site.FormerConstant is { } constant && names.Contains(constant)).Select(mutant => mutant.Id)];
        if (constants.Length > 0)
        {
            return constants;
        }

        if (error.Id is "CS0165" or "CS0269" or "CS0177" && MutantsAroundAssignments(error, tree.FilePath, all) is { Length: > 0 } openers)
        {
            return openers;
        }

        return _files.TryGetValue(tree.FilePath, out MutatedFile? file) && file.Blame(error.Location.SourceSpan, all) is { Count: > 0 } blamed
            ? blamed
            : MutantsOfMember(tree.FilePath, error);
    }

    // Returns the mutants that can leave a variable unassigned: those that remove an assignment, or else those around an assignment.
    private int[] MutantsAroundAssignments(Diagnostic error, string path, bool all)
    {
        SyntaxTree original = _mutants.Keys.First(tree => tree.FilePath == path);
        string name = error.GetMessage(CultureInfo.InvariantCulture).Split('\'')[1];
        TextSpan scope = MemberAt(original, error)?.Span ?? default;
        TextSpan[] assignments =
        [
            .. original.GetRoot().DescendantNodes(scope)
                .Where(node => scope.Contains(node.Span) && node switch
                {
                    SingleVariableDesignationSyntax designation => designation.Identifier.Text == name,
                    AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } => left.Identifier.Text == name,
                    ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword } argument => argument.Expression.ToString() == name,
                    _ => false,
                })
                .Select(node => node.Span),
        ];
        CodeMutation[] around = [.. _mutants[original].Where(mutant => mutant.Site.Edits.Any(edit => Array.Exists(assignments, edit.Span.Contains)))];
        CodeMutation[] leavingOut = [.. around.Where(mutant => mutant.Site.Kind is "statement removed" or "operand removed")];
        return [.. (leavingOut.Length > 0 && !all ? leavingOut : around).Select(mutant => mutant.Id)];
    }

    private static SyntaxNode? MemberAt(SyntaxTree original, Diagnostic error)
    {
        TextSpan line = original.GetText().Lines[error.Location.GetLineSpan().StartLinePosition.Line].Span;
        return original.GetRoot().FindNode(line).AncestorsAndSelf().FirstOrDefault(node => node is MemberDeclarationSyntax);
    }

    private List<int> MutantsOfMember(string path, Diagnostic error)
    {
        (SyntaxTree? original, List<CodeMutation>? mutants) = _mutants.FirstOrDefault(each => each.Key.FilePath == path);
        if (original is null || mutants is null)
        {
            return [];
        }

        SyntaxNode? member = MemberAt(original, error);
        return member is null ? [] : [.. mutants.Where(mutant => member.Span.Contains(mutant.Site.Span)).Select(mutant => mutant.Id)];
    }
}
