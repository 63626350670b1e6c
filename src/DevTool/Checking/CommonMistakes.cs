using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Syntax;

namespace DevTool.Checking;

/// <summary>
/// Suggests the right form for constructs of other policy languages. The authorizer's own reader finds the problems. These longer texts are only
/// in this tool, so that the deployed binary stays small.
/// </summary>
internal static class CommonMistakes
{
    private const string AnyGroup = "\"anyGroup\": [\"…\"] (one is enough) or \"allGroups\": [\"…\"]";
    private const string AnyScope = "\"anyScope\": [\"…\"] (one is enough) or \"allScopes\": [\"…\"]";
    private const string Clients = "\"clientIds\": [\"…\"]";
    private const string Addresses = "\"sourceIp\": [\"192.0.2.0/24\"]";
    private const string Issuers = "\"issuers\": [\"…\"] (URLs, or IDs of user pools)";
    private const string Routes = "\"routes\": [\"GET /pets\"]";

    // Members that neither rules nor conditions support, and what to write instead.
    private static readonly Dictionary<string, string> Conditions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["group"] = AnyGroup,
        ["groups"] = AnyGroup,
        ["role"] = AnyGroup,
        ["roles"] = AnyGroup,
        ["cognito:groups"] = AnyGroup,
        ["scope"] = AnyScope,
        ["scopes"] = AnyScope,
        ["client"] = Clients,
        ["clients"] = Clients,
        ["client_id"] = Clients,
        ["clientId"] = Clients,
        ["token_use"] = "\"tokenUse\": \"access\" or \"id\"",
        ["ip"] = Addresses,
        ["ipAddress"] = Addresses,
        ["aws:SourceIp"] = Addresses,
        ["cidr"] = Addresses,
        ["issuer"] = Issuers,
        ["iss"] = Issuers,
        ["userPoolId"] = Issuers,
        ["maxAge"] = "\"signedInWithin\": 600 (seconds)",
        ["auth_time"] = "\"signedInWithin\": 600 (seconds)",
        ["claim"] = "\"claims\": {\"name\": \"value\"}",
        ["user"] = "\"claims\": {\"username\": \"…\"}",
        ["username"] = "\"claims\": {\"username\": \"…\"}",
        ["sub"] = "\"claims\": {\"sub\": \"…\"}",
    };

    private static readonly Dictionary<string, string> Members = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "\"id\"",
        ["sid"] = "\"id\"",
        ["condition"] = "\"when\"",
        ["conditions"] = "\"when\"",
        ["if"] = "\"when\"",
        ["unless"] = "a rule with \"effect\": \"deny\", which overrides every allow rule",
        ["path"] = Routes,
        ["paths"] = Routes,
        ["route"] = Routes,
        ["resource"] = Routes,
        ["resources"] = Routes,
        ["method"] = Routes,
        ["methods"] = Routes,
        ["action"] = Routes,
        ["actions"] = Routes,
        ["comment"] = "\"description\"",
        ["_comment"] = "\"description\"",
        ["//"] = "\"description\"",
    };

    private static readonly string[] Permitting = ["permit", "grant", "accept", "true", "yes"];
    private static readonly string[] Forbidding = ["forbid", "refuse", "reject", "block", "false", "no"];
    private static readonly string[] KnownConditions = ["anyGroup", "allGroups", "anyScope", "allScopes", "clientIds", "tokenUse", "claims", "issuers", "signedInWithin", "sourceIp"];

    /// <summary>Describes a problem and suggests a correction.</summary>
    public static Finding Explain(PermissionsProblem problem) => Advice(problem) is { } advice
        ? new Finding(problem.Line, problem.Rule, Wrong(problem) + "; " + advice)
        : new Finding(problem.Line, problem.Rule, problem.Text, problem.Suggestion);

    private static string Wrong(PermissionsProblem problem) => problem.Kind switch
    {
        ProblemKind.UnknownMember or ProblemKind.UnknownCondition => $"unknown member \"{problem.Found}\"",
        ProblemKind.UnknownEffect => $"unknown effect \"{problem.Found}\"",
        ProblemKind.UnreadableRoute => $"the route \"{problem.Found}\" cannot be read",
        _ => problem.Text,
    };

    private static string? Advice(PermissionsProblem problem)
    {
        string found = problem.Found ?? string.Empty;
        return problem.Kind switch
        {
            ProblemKind.UnknownMember when KnownConditions.Contains(found) => $"put it into \"when\": {{\"{found}\": …}}",
            ProblemKind.UnknownMember when Conditions.TryGetValue(found, out string? condition) => $"use \"when\" with {condition}",
            ProblemKind.UnknownMember when Members.TryGetValue(found, out string? member) => $"use {member}",
            ProblemKind.UnknownCondition when Conditions.TryGetValue(found, out string? condition) => $"use {condition}",
            ProblemKind.UnknownEffect when Permitting.Contains(found.ToLowerInvariant()) => "use \"allow\"",
            ProblemKind.UnknownEffect when Forbidding.Contains(found.ToLowerInvariant()) => "use \"deny\"",
            ProblemKind.NotAnArray => $"write [\"{found}\"]",
            ProblemKind.UnreadableRoute => Route(found),
            _ => null,
        };
    }

    private static string? Route(string found)
    {
        string[] words = found.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string last = words.Length == 0 ? string.Empty : words[^1];
        string method = words.Length == 2 ? words[0].ToUpperInvariant() : "GET";
        if (last.Contains("://", StringComparison.Ordinal))
        {
            string path = Uri.TryCreate(last, UriKind.Absolute, out Uri? uri) ? uri.AbsolutePath : "/…";
            return $"write method and path, without host, stage and query, for example \"{method} {path}\"";
        }

        return last.ToUpperInvariant() switch
        {
            "$CONNECT" => "write \"$connect\" alone: a WebSocket connection has no method",
            "$DEFAULT" => "\"$default\" is not supported, because rules match the method and path of the request; to match every request, write \"* /**\"",
            "$DISCONNECT" => "API Gateway calls an authorizer only at $connect; remove the route",
            _ => null,
        };
    }
}
