using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text.Json;

namespace Mutation;

/// <summary>What is mutated and who judges: <c>settings.json</c>.</summary>
/// <param name="Project">The project file.</param>
/// <param name="Tests">The folder of the test project.</param>
/// <param name="Folders">The folders whose code is changed. One that is not there is passed over.</param>
/// <param name="NotRunHere">
/// The files, and the members (<c>Type.Member</c>), whose code no test in process runs on this machine: only the native executable or
/// another processor does. Other tests notice changes of it. They are not changed.
/// </param>
/// <param name="Goal">The part of the mutants, in percent, that tests must notice.</param>
/// <param name="NotJudging">
/// Beginnings of the names of tests that do not judge: they test other code, mostly wait, start other programs, or repeat for another
/// verifier what others test. Without them a mutant may survive that they would notice, never the other way round.
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
