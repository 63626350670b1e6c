using System;
using System.Collections.Immutable;
using System.IO;
using System.Text.Json.Serialization;

namespace LoadTest.Contenders;

/// <summary>A measured program: our authorizer, or a peer that does the same work.</summary>
/// <param name="Name">The short name, on the command line and in results.</param>
/// <param name="Description">The description for readers of the results.</param>
/// <param name="Command">The full path of the program, and its arguments.</param>
/// <param name="PackageBytes">The uncompressed size of the deployed files.</param>
internal sealed record Contender(string Name, string Description, [property: JsonIgnore] ImmutableArray<string> Command, long PackageBytes)
{
    /// <summary>The folder of the program. It contains only the deployed files.</summary>
    [JsonIgnore]
    public string Directory => Path.GetDirectoryName(Command[^1])!;

    /// <summary>Whether the program is a build of this repository's authorizer, which supports all settings.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The environment variables of this program. They override the common variables.</summary>
    [JsonIgnore]
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Returns the same program with other settings.</summary>
    /// <param name="settings">The environment variables to set. An empty value removes a common variable.</param>
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
