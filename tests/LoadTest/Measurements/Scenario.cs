using System.Collections.Generic;

namespace LoadTest.Measurements;

/// <summary>The conditions under which fresh sandboxes are measured.</summary>
/// <param name="Name">Its short name, on the command line and in results.</param>
/// <param name="Title">What it is, for readers.</param>
internal sealed record Scenario(string Name, string Title)
{
    /// <summary>The page cache is dropped before each start.</summary>
    public bool ColdPageCache { get; init; }

    /// <summary>The memory of the function whose share of CPU the sandbox gets after its start; none: all it can use.</summary>
    public int? CpuMegabytes { get; init; }

    /// <summary>Environment variables over those all scenarios have.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>How many times as many rounds it takes as others do, for a difference that is smaller.</summary>
    public int RoundsFactor { get; init; } = 1;

    /// <summary>How many answers follow the first: to new tokens, at most 200, and as many to one known token.</summary>
    public int WarmInvocations { get; init; } = 100;
}
