using System.IO;
using Contract;
using Fuzz;
using Xunit;

namespace Authorizer.Tests;

/// <summary>Runs each fuzz target with every input of its corpus. The corpus includes the inputs that once revealed a bug.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_input_of_the_corpus_passes(string name)
    {
        FuzzTarget target = FuzzTarget.All[name]();
        string[] inputs = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "Fuzz", "corpus", name));
        Assert.NotEmpty(inputs);
        foreach (string input in inputs)
        {
            target.Run(File.ReadAllBytes(input));
        }
    }
}
