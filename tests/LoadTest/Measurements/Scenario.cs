using System.Collections.Generic;

namespace LoadTest.Measurements;

/// <summary>The conditions under which fresh sandboxes are measured.</summary>
/// <param name="Name">The short name, on the command line and in results.</param>
/// <param name="Title">The description for readers.</param>
internal sealed record Scenario(string Name, string Title)
{
    /// <summary>Whether the page cache is dropped before each start.</summary>
    public bool ColdPageCache { get; init; }

    /// <summary>The memory of the function, which defines the CPU share of the sandbox after its start. By default, the CPU is not limited.</summary>
    public int? CpuMegabytes { get; init; }

    /// <summary>Environment variables that override the common variables.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>The factor by which the number of rounds is multiplied, to detect smaller differences.</summary>
    public int RoundsFactor { get; init; } = 1;

    /// <summary>The number of later answers to new tokens, at most 200. The same number of answers to one known token follows.</summary>
    public int WarmInvocations { get; init; } = 100;
}
