using System.Collections.Generic;
using System.Collections.Immutable;

namespace LoadTest.Contenders;

/// <summary>A program that is measured: ours, or a peer that does the same work.</summary>
/// <param name="Name">Its short name, on the command line and in results.</param>
/// <param name="Description">What it is, for readers of the results.</param>
/// <param name="Command">The program, by its full path, and its arguments.</param>
/// <param name="PackageBytes">All that is deployed for it, uncompressed.</param>
internal sealed record Contender(string Name, string Description, ImmutableArray<string> Command, long PackageBytes)
{
    /// <summary>Whether it is a build of this repository's authorizer, which understands all its settings.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Environment variables of its own, over those all get.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;
}
