using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Authorizer.Tests.Embedding;

/// <summary>The example program of ARCHITECTURE.md compiles unchanged, uses only public members, and decides calls.</summary>
public sealed class EmbeddingTests
{
    private const string Page = "src/Authorizer/ARCHITECTURE.md";

    private static readonly Lazy<MethodInfo> Program = new(Compile);

    [Theory]
    [InlineData("/pets", true)]
    [InlineData("/admin", false)]
    public void A_program_decides_with_the_library(string path, bool allowed)
    {
        string authorizerEvent = TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), path: path).ToJsonString();

        Assert.Equal(allowed, Run(AuthorizerOptions.DefaultPermissions, SigningKey.Jwks(SigningKey.Default.Jwk()), authorizerEvent));
    }

    [Theory]
    [InlineData("""{"keys": []}""")]
    [InlineData("no JSON")]
    public void Unusable_keys_throw(string keys) => Assert.Throws<FormatException>(() => Run(AuthorizerOptions.DefaultPermissions, keys, "{}"));

    [Fact]
    public void Invalid_rules_throw() => Assert.ThrowsAny<Options.ConfigurationException>(() => Run("{}", SigningKey.Jwks(SigningKey.Default.Jwk()), "{}"));

    [Fact]
    public void The_project_that_the_page_refers_to_exists()
    {
        string path = Assert.Single(PageBlocks.Read(Page, "xml")).Split('"').Single(text => text.EndsWith(".csproj", StringComparison.Ordinal));

        Assert.True(File.Exists(Path.Combine(Repository.Root, path["../authorizer/".Length..])), path);
    }

    private static bool Run(string permissions, string keys, string authorizerEvent) => (bool)Program.Value.Invoke(
        obj: null, BindingFlags.DoNotWrapExceptions, binder: null, [permissions, TestTokens.Issuer, keys, TestTokens.ClientId, authorizerEvent], culture: null)!;

    // The program is compiled under a name without access to internal members.
    private static MethodInfo Compile()
    {
        var program = CSharpCompilation.Create(
            "Program",
            [CSharpSyntaxTree.ParseText(Assert.Single(PageBlocks.Read(Page, "csharp")))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var assembly = new MemoryStream();
        Assert.Empty(program.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken).Diagnostics);
        assembly.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(assembly).ExportedTypes.Single().GetMethods().Single(method => method.IsStatic);
    }
}
