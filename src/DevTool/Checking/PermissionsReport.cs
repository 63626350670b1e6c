using System.Collections.Generic;

namespace DevTool.Checking;

/// <summary>A problem or a warning of a permissions file.</summary>
/// <param name="Line">The line, from 1; 0 if it is about no line.</param>
/// <param name="Rule">The rule's id, or <see langword="null"/>.</param>
/// <param name="Text">What is wrong and what to do.</param>
/// <param name="Suggestion">What was probably meant, as it would be in the file, or <see langword="null"/>.</param>
/// <param name="Code">The name of a warning; <see langword="null"/> for a problem.</param>
internal sealed record Finding(int Line, string? Rule, string Text, string? Suggestion = null, string? Code = null)
{
    /// <summary>The rule, the text and the suggestion.</summary>
    public string Sentence => (Rule is null ? string.Empty : $"rule \"{Rule}\": ") + Text + (Suggestion is null ? string.Empty : $"; did you mean {Suggestion}?");
}

/// <summary>The numbers of a usable file.</summary>
/// <param name="AllowRules">How many rules allow.</param>
/// <param name="DenyRules">How many rules deny.</param>
/// <param name="Routes">How many routes all rules have.</param>
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
/// <param name="Assumptions">What was assumed because it is not configured.</param>
/// <param name="Problems">Why the authorizer would not start with the file; empty if it would.</param>
/// <param name="Warnings">Accepted by the authorizer, but probably not intended.</param>
/// <param name="Summary">The numbers of the file; <see langword="null"/> if there are problems.</param>
internal sealed record PermissionsReport(
    string File,
    IReadOnlyList<string> Assumptions,
    IReadOnlyList<Finding> Problems,
    IReadOnlyList<Finding> Warnings,
    PermissionsSummary? Summary);
