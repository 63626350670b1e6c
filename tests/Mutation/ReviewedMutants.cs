using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Text.Json;
using Mutation.Sources;

namespace Mutation;

/// <summary>
/// The mutants that tests cannot detect or need not detect, each with a reason: <c>reviewed.json</c>. An entry identifies a change by its
/// file, its member and the text of its line. Therefore the entry is valid until this line changes.
/// </summary>
internal sealed class ReviewedMutants(IReadOnlyList<ReviewedMutant> entries)
{
    /// <summary>The entries.</summary>
    public IReadOnlyList<ReviewedMutant> Entries { get; } = entries;

    /// <summary>Reads the list.</summary>
    public static ReviewedMutants Read(string path) =>
        new(JsonSerializer.Deserialize<ReviewedMutant[]>(File.ReadAllText(path), JsonSerializerOptions.Web) ?? []);

    /// <summary>Finds the entry of a mutant.</summary>
    public ReviewedMutant? Find(CodeMutation mutant) => Entries.FirstOrDefault(entry => entry.Matches(mutant));
}

/// <summary>A reviewed mutant.</summary>
/// <param name="File">The file, relative to the repository.</param>
/// <param name="Member">The type and member.</param>
/// <param name="Before">The original line.</param>
/// <param name="After">The changed line.</param>
/// <param name="Reason">Why no test detects the change.</param>
[SuppressMessage("Performance", "CA1812", Justification = "It is read from JSON.")]
internal sealed record ReviewedMutant(string File, string Member, string Before, string After, string Reason)
{
    /// <summary>Whether this entry identifies a mutant.</summary>
    public bool Matches(CodeMutation mutant) =>
        mutant.Before == Before && mutant.After == After && mutant.Member == Member && mutant.File == File;
}
