using System.Collections.Generic;

namespace LoadTest.Measurements;

/// <summary>The conditions under which fresh sandboxes are measured.</summary>
/// <param name="Name">Its short name, on the command line and in results.</param>
/// <param name="Title">Its description for readers.</param>
internal sealed record Scenario(string Name, string Title)
{
    /// <summary>The page cache is dropped before each start.</summary>
    public bool ColdPageCache { get; init; }

    /// <summary>The function's memory, which defines the sandbox's CPU share after its start; none for unlimited CPU.</summary>
    public int? CpuMegabytes { get; init; }

    /// <summary>Environment variables that override the common ones.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>The factor of additional rounds, to detect a smaller difference.</summary>
    public int RoundsFactor { get; init; } = 1;

    /// <summary>The number of answers after the first: to new tokens, at most 200, and as many to one known token.</summary>
    public int WarmInvocations { get; init; } = 100;
}
