using System.Collections.Generic;

namespace DevTool.Checking;

/// <summary>A problem or a warning in a permissions file.</summary>
/// <param name="Line">The line, from 1; 0 if the finding is not about a line.</param>
/// <param name="Rule">The ID of the rule, or <see langword="null"/>.</param>
/// <param name="Text">The problem and what to do.</param>
/// <param name="Suggestion">The text that was probably intended, as the file would contain it, or <see langword="null"/>.</param>
/// <param name="Code">The code of a warning; <see langword="null"/> for a problem.</param>
internal sealed record Finding(int Line, string? Rule, string Text, string? Suggestion = null, string? Code = null)
{
    /// <summary>The rule, the text and the suggestion as one sentence.</summary>
    public string Sentence => (Rule is null ? string.Empty : $"rule \"{Rule}\": ") + Text + (Suggestion is null ? string.Empty : $"; did you mean {Suggestion}?");
}

/// <summary>A summary of a valid file.</summary>
/// <param name="AllowRules">The number of allow rules.</param>
/// <param name="DenyRules">The number of deny rules.</param>
/// <param name="Routes">The number of routes of all rules together.</param>
/// <param name="Groups">The groups that conditions name.</param>
/// <param name="Scopes">The scopes that conditions name.</param>
/// <param name="ClientIds">The app clients that conditions name.</param>
/// <param name="Claims">The claims that conditions and routes use.</param>
internal sealed record PermissionsSummary(
    int AllowRules,
    int DenyRules,
    int Routes,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> ClientIds,
    IReadOnlyList<string> Claims);

/// <summary>The report of <c>check</c> about a permissions file.</summary>
/// <param name="Assumptions">The values that were assumed for settings that are not configured.</param>
/// <param name="Problems">The reasons why the authorizer would not start with the file; empty if it would start.</param>
/// <param name="Warnings">Findings about rules that the authorizer accepts, but that are probably not intended.</param>
/// <param name="Summary">The summary of the file; <see langword="null"/> if there are problems.</param>
internal sealed record PermissionsReport(
    string File,
    IReadOnlyList<string> Assumptions,
    IReadOnlyList<Finding> Problems,
    IReadOnlyList<Finding> Warnings,
    PermissionsSummary? Summary);
