using System.IO;
using Contract;
using Fuzz;
using Xunit;

namespace Authorizer.Tests;

/// <summary>Runs every input of the fuzzers' corpus, including former findings, through its target.</summary>
public sealed class CorpusTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void The_corpus_holds_no_finding(string name)
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
