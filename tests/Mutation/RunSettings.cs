using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Text.Json;

namespace Mutation;

/// <summary>A settings file, for example <c>settings.json</c>: the code to mutate and the tests to run.</summary>
/// <param name="Project">The project file.</param>
/// <param name="Tests">The folder of the test project.</param>
/// <param name="Folders">The folders whose code is mutated. A missing folder is skipped.</param>
/// <param name="NotRunHere">
/// The files and the members (<c>Type.Member</c>) that are not mutated, because no in-process test runs their code on this machine. Only the
/// native executable or another processor runs this code, and other tests cover it.
/// </param>
/// <param name="Goal">The percentage of mutants that tests must detect.</param>
/// <param name="NotJudging">
/// The tests whose names begin with one of these prefixes are not used. They test other code, mostly wait, start other programs, or repeat
/// tests for another verifier. Without these tests, more mutants can survive, but never fewer.
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
