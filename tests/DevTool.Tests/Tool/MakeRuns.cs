using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>The collection of tests that run make or measure time. No other test runs at the same time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MakeRuns
{
    /// <summary>The collection's name.</summary>
    public const string Name = "make";
}
