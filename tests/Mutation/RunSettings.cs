using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text.Json;

namespace Mutation;

/// <summary>The code to mutate and the tests to run: <c>settings.json</c>.</summary>
/// <param name="Project">The project file.</param>
/// <param name="Tests">The folder of the test project.</param>
/// <param name="Folders">The folders whose code is changed. A missing one is skipped.</param>
/// <param name="NotRunHere">
/// The files, and the members (<c>Type.Member</c>), whose code no in-process test runs on this machine, because only the native executable
/// or another processor does. Other tests detect changes of it. They are not mutated.
/// </param>
/// <param name="Goal">The percentage of mutants that tests must detect.</param>
/// <param name="NotJudging">
/// Prefixes of the names of tests that are not used: they test other code, mostly wait, start other programs, or repeat for another
/// verifier what others test. Without them, a mutant may survive that they would detect, but never the other way round.
/// </param>
[SuppressMessage("Performance", "CA1812", Justification = "It is read from JSON.")]
internal sealed record RunSettings(
    string Project, string Tests, IReadOnlyList<string> Folders, IReadOnlyList<string> NotRunHere, double Goal, IReadOnlyList<string> NotJudging)
{
    /// <summary>Reads the settings.</summary>
    public static RunSettings Read(string path) =>
        JsonSerializer.Deserialize<RunSettings>(File.ReadAllText(path), JsonSerializerOptions.Web)
        ?? throw new MutationException($"{path} is empty");
}
