using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>Tests that run make, which may build, and tests that measure time: no other test runs in parallel.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MakeRuns
{
    /// <summary>The collection's name.</summary>
    public const string Name = "make";
}
