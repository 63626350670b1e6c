using System;
using System.Collections.Immutable;
using System.IO;
using System.Text.Json.Serialization;

namespace LoadTest.Contenders;

/// <summary>A program that is measured: ours, or a peer that does the same work.</summary>
/// <param name="Name">Its short name, on the command line and in results.</param>
/// <param name="Description">What it is, for readers of the results.</param>
/// <param name="Command">The program, by its full path, and its arguments.</param>
/// <param name="PackageBytes">The size of the deployed files, uncompressed.</param>
internal sealed record Contender(string Name, string Description, [property: JsonIgnore] ImmutableArray<string> Command, long PackageBytes)
{
    /// <summary>Its folder, which contains only the deployed files.</summary>
    [JsonIgnore]
    public string Directory => Path.GetDirectoryName(Command[^1])!;

    /// <summary>Whether it is a build of this repository's authorizer, which understands all its settings.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Its own environment variables, which override the common ones.</summary>
    [JsonIgnore]
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The same program with other settings.</summary>
    /// <param name="settings">Environment variables; an empty value removes a common one.</param>
    public Contender With(string name, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        ImmutableDictionary<string, string> environment = Environment;
        foreach ((string variable, string value) in settings)
        {
            environment = environment.SetItem(variable, value);
        }

        return this with { Name = name, Environment = environment };
    }
}
