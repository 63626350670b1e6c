using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>
/// Compiles a project with the sources, references, options and source generators of its build. The code is optimized and has no assertions.
/// </summary>
internal sealed class ProjectCompilation
{
    private readonly ImmutableArray<ISourceGenerator> _generators;
    private readonly CSharpParseOptions _parseOptions;

    private ProjectCompilation(CSharpCompilation compilation, CSharpParseOptions parseOptions, ImmutableArray<ISourceGenerator> generators) =>
        (Compilation, _parseOptions, _generators) = (compilation, parseOptions, generators);

    /// <summary>The original sources, without generated sources.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>Gets the compiler arguments from the build, and reads the sources.</summary>
    /// <param name="project">The path of the project file.</param>
    public static ProjectCompilation Load(string project)
    {
        string folder = Path.GetDirectoryName(project)!;
        CSharpCommandLineArguments arguments = CSharpCommandLineParser.Default.Parse(CompilerArguments(project), folder, null);
        CSharpParseOptions options = arguments.ParseOptions.WithPreprocessorSymbols(arguments.ParseOptions.PreprocessorSymbolNames.Where(name => name != "DEBUG"));
        var loader = new AnalyzerLoader();
        ImmutableArray<ISourceGenerator> generators =
        [
            .. arguments.AnalyzerReferences.Where(reference => reference.FilePath.Contains("Generator", StringComparison.Ordinal))
                .SelectMany(reference => new AnalyzerFileReference(Path.GetFullPath(reference.FilePath, folder), loader).GetGenerators(LanguageNames.CSharp)),
        ];
        var compilation = CSharpCompilation.Create(
            arguments.CompilationName ?? Path.GetFileNameWithoutExtension(arguments.OutputFileName),
            arguments.SourceFiles.Select(file => Parse(File.ReadAllText(file.Path), file.Path, options)),
            arguments.MetadataReferences.Select(reference => MetadataReference.CreateFromFile(Path.GetFullPath(reference.Reference, folder))),
            arguments.CompilationOptions
                .WithOptimizationLevel(OptimizationLevel.Release)
                .WithGeneralDiagnosticOption(ReportDiagnostic.Suppress)
                .WithSpecificDiagnosticOptions([])
                .WithSyntaxTreeOptionsProvider(null)
                .WithConcurrentBuild(true));
        return new ProjectCompilation(compilation, options, generators);
    }

    /// <summary>Parses a source with the options of the project.</summary>
    public SyntaxTree Parse(string text, string path) => Parse(text, path, _parseOptions);

    /// <summary>Runs the source generators.</summary>
    public Compilation Generate(CSharpCompilation sources)
    {
        _ = CSharpGeneratorDriver.Create(_generators, parseOptions: _parseOptions)
            .RunGeneratorsAndUpdateCompilation(sources, out Compilation complete, out _);
        return complete;
    }

    private static SyntaxTree Parse(string text, string path, CSharpParseOptions options) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), options, path);

    // Returns the arguments of the compiler. "NonExistentFile" makes the target run even if no source has changed. Editors use the same trick.
    private static IEnumerable<string> CompilerArguments(string project)
    {
        using var build = Process.Start(new ProcessStartInfo("dotnet", [
            "build", project, "-t:Compile", "-getItem:CscCommandLineArgs", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true",
            "-p:DesignTimeBuild=true", "-p:BuildProjectReferences=false", "-p:NonExistentFile=none",
        ])
        { RedirectStandardOutput = true })!;
        string output = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        return build.ExitCode == 0
            ? [.. JsonNode.Parse(output)!["Items"]!["CscCommandLineArgs"]!.AsArray().Select(item => item!["Identity"]!.GetValue<string>())]
            : throw new MutationException($"the build of {project} failed: {output}");
    }

    private sealed class AnalyzerLoader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
