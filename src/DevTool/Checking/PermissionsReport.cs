using System.Collections.Generic;

namespace DevTool.Checking;

/// <summary>Something to say about a permissions file.</summary>
/// <param name="Line">The line, from 1; 0 where it is about no line.</param>
/// <param name="Rule">The rule, or <see langword="null"/>.</param>
/// <param name="Text">What is to be said.</param>
/// <param name="Suggestion">What was probably meant, or <see langword="null"/>.</param>
internal sealed record Finding(int Line, string? Rule, string Text, string? Suggestion = null);

/// <summary>What a usable file holds.</summary>
/// <param name="AllowRules">How many rules allow.</param>
/// <param name="DenyRules">How many rules deny.</param>
/// <param name="Routes">How many routes all rules have.</param>
/// <param name="Groups">The groups that conditions name.</param>
/// <param name="Scopes">The scopes that conditions name.</param>
/// <param name="ClientIds">The app clients that conditions name.</param>
/// <param name="Claims">The claims that conditions and routes look at.</param>
internal sealed record PermissionsSummary(
    int AllowRules,
    int DenyRules,
    int Routes,
    IReadOnlyList<string> Groups,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> ClientIds,
    IReadOnlyList<string> Claims);

/// <summary>All that can be said about a permissions file without a call.</summary>
/// <param name="File">The file.</param>
/// <param name="Assumptions">What was made up because it was not configured.</param>
/// <param name="Problems">Why the authorizer would not start with it; empty where it would.</param>
/// <param name="Warnings">What it would start with, and what is probably not meant.</param>
/// <param name="Summary">What is in it; <see langword="null"/> where there are problems.</param>
internal sealed record PermissionsReport(
    string File,
    IReadOnlyList<string> Assumptions,
    IReadOnlyList<Finding> Problems,
    IReadOnlyList<Finding> Warnings,
    PermissionsSummary? Summary);
