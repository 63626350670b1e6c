using System;
using System.Collections.Generic;
using Authorizer.Conditions;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Syntax;

namespace Authorizer.Permissions;

/// <summary>
/// Reads the permissions file. Anything unknown prevents the start, because a rule that is silently ignored causes a security hole or an
/// outage. Each report of a problem contains the line, the rule, and advice.
/// </summary>
internal sealed class PermissionsReader
{
    private static readonly string[] DocumentMembers = ["$schema", "version", "rules"];
    private static readonly string[] RuleMembers = ["id", "effect", "routes", "when", "description"];
    private static readonly string[] Effects = ["allow", "deny"];

    private readonly byte[] _json;
    private readonly PolicyScope _scope;
    private readonly PermissionsSyntax _syntax;
    private readonly ConditionsReader _conditions;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    private PermissionsReader(byte[] json, AuthorizationOptions options)
    {
        _json = json;
        _scope = options.PolicyScope;
        _syntax = new PermissionsSyntax(json);
        _conditions = new ConditionsReader(_syntax, options);
    }

    /// <summary>Reads a permissions document. Returns the rules in the document's order.</summary>
    /// <exception cref="PermissionsException">The document has problems.</exception>
    public static IReadOnlyList<Rule> Read(string name, byte[] json, AuthorizationOptions options)
    {
        var reader = new PermissionsReader(json, options);
        List<Rule> rules = reader.ReadDocument();
        List<PermissionsProblem> problems = reader._syntax.Problems;
        return problems.Count == 0 ? rules : throw new PermissionsException(name[(name.LastIndexOf('/') + 1)..], problems);
    }

    private List<Rule> ReadDocument()
    {
        var reader = new JsonReader(_json, PermissionsSyntax.MaxDepth, new MemberNames(PermissionsSyntax.MaxMembers));
        List<Rule>? rules = null;
        bool hasVersion = false;
        if (_syntax.Read(ref reader, JsonToken.ObjectStart, "the file"))
        {
            while (reader.Read(JsonToken.Name))
            {
                string member = PermissionsSyntax.Text(reader);
                switch (member)
                {
                    case "$schema":
                        _ = _syntax.Read(ref reader, JsonToken.String, "\"$schema\"");
                        break;
                    case "version":
                        hasVersion = true;
                        ReadVersion(ref reader);
                        break;
                    case "rules":
                        rules = ReadRules(ref reader);
                        break;
                    default:
                        _syntax.Unknown(ref reader, member, DocumentMembers, ProblemKind.Other);
                        break;
                }
            }

            ReportMissing(reader, hasVersion, "\"version\" is missing; add \"version\": 1");
            ReportMissing(reader, rules is not null, "\"rules\" is missing; add \"rules\": []");
        }

        if (!reader.Read(JsonToken.End))
        {
            _syntax.ReportMalformed(reader);
        }

        return rules ?? [];
    }

    private void ReadVersion(ref JsonReader reader)
    {
        if (_syntax.Read(ref reader, JsonToken.Number, "\"version\"") && !reader.Raw.SequenceEqual("1"u8))
        {
            _syntax.Report(reader, "\"version\" must be 1, the only supported version");
        }
    }

    private List<Rule> ReadRules(ref JsonReader reader)
    {
        var rules = new List<Rule>();
        if (_syntax.Read(ref reader, JsonToken.ArrayStart, "\"rules\""))
        {
            while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
            {
                if (_syntax.Is(ref reader, JsonToken.ObjectStart, "a rule"))
                {
                    ReadRule(ref reader, rules);
                }
            }
        }

        return rules;
    }

    private void ReadRule(ref JsonReader reader, List<Rule> rules)
    {
        List<PermissionsProblem> problems = _syntax.Problems;
        int problemsBefore = problems.Count;
        int line = _syntax.Line(reader);
        bool hasId = false;
        RuleEffect? effect = null;
        List<Route>? routes = null;
        List<Condition> when = [];
        while (reader.Read(JsonToken.Name))
        {
            string member = PermissionsSyntax.Text(reader);
            switch (member)
            {
                case "id":
                    hasId = true;
                    _syntax.Rule = ReadId(ref reader);
                    break;
                case "effect":
                    effect = ReadEffect(ref reader);
                    break;
                case "routes":
                    routes = ReadRoutes(ref reader);
                    break;
                case "when":
                    _conditions.Read(ref reader, when);
                    break;
                case "description":
                    _ = _syntax.Read(ref reader, JsonToken.String, "\"description\"");
                    break;
                default:
                    _syntax.Unknown(ref reader, member, RuleMembers, ProblemKind.UnknownMember);
                    break;
            }
        }

        ReportMissing(reader, hasId, "\"id\" is missing; give the rule a unique name", line);
        ReportMissing(reader, effect is not null, "\"effect\" is missing; add \"effect\": \"allow\" or \"deny\"", line);
        ReportMissing(reader, routes is not null, "\"routes\" is missing; add for example \"routes\": [\"GET /pets\"]", line);

        // The id can follow the problem in the file, so it is added to the rule's problems afterwards.
        for (int i = problemsBefore; i < problems.Count; i++)
        {
            problems[i] = problems[i] with { Rule = _syntax.Rule };
        }

        if (problems.Count == problemsBefore && reader.Token == JsonToken.ObjectEnd)
        {
            rules.Add(new Rule { Id = _syntax.Rule!, Line = line, Effect = effect!.Value, Routes = routes!, When = when });
        }

        _syntax.Rule = null;
    }

    private void ReportMissing(in JsonReader reader, bool isThere, string problem, int line = 1)
    {
        if (!isThere && reader.Token != JsonToken.Invalid)
        {
            _syntax.Problems.Add(new PermissionsProblem(line, _syntax.Rule, problem, Suggestion: null));
        }
    }

    private string? ReadId(ref JsonReader reader)
    {
        if (!_syntax.Read(ref reader, JsonToken.String, "\"id\""))
        {
            return null;
        }

        string id = PermissionsSyntax.Text(reader);
        if (id.Length == 0)
        {
            _syntax.Report(reader, "\"id\" is empty; give the rule a unique name");
            return null;
        }

        if (!_ids.Add(id))
        {
            _syntax.Report(reader, $"duplicate id \"{id}\"; give each rule a unique name");
        }

        return id;
    }

    // An invalid effect counts as deny, so that the effect is not also reported as missing.
    private RuleEffect ReadEffect(ref JsonReader reader)
    {
        if (!_syntax.Read(ref reader, JsonToken.String, "\"effect\""))
        {
            return RuleEffect.Deny;
        }

        string effect = PermissionsSyntax.Text(reader);
        if (effect == Effects[0])
        {
            return RuleEffect.Allow;
        }

        if (effect != Effects[1])
        {
            _syntax.Report(
                reader, $"unknown effect \"{effect}\"; use \"allow\" or \"deny\"", NearestName.Find(effect, Effects), ProblemKind.UnknownEffect, effect);
        }

        return RuleEffect.Deny;
    }

    private List<Route> ReadRoutes(ref JsonReader reader)
    {
        var routes = new List<Route>();
        if (!_syntax.Read(ref reader, JsonToken.ArrayStart, "\"routes\""))
        {
            return routes;
        }

        bool any = false;
        while (reader.Read() is not (JsonToken.ArrayEnd or JsonToken.Invalid))
        {
            any = true;
            if (_syntax.Is(ref reader, JsonToken.String, "every entry of \"routes\"") && ReadRoute(reader) is { } route)
            {
                routes.Add(route);
            }
        }

        if (!any)
        {
            _syntax.Report(reader, "\"routes\" is empty, so the rule can never match; add a route, or remove the rule");
        }

        return routes;
    }

    private Route? ReadRoute(in JsonReader reader)
    {
        string text = PermissionsSyntax.Text(reader);
        Route? route = Route.TryParse(text, out string? problem);
        if (route is null)
        {
            _syntax.Report(reader, $"the route \"{text}\" {problem}", RouteSuggestion.For(text), ProblemKind.UnreadableRoute, text);
        }
        else if (_scope == PolicyScope.Principal && !ResourcePattern.CanExpress(route))
        {
            _syntax.Report(
                reader,
                $"the route \"{text}\" cannot be used with AUTHORIZER_POLICY_SCOPE=principal, because "
                + (route.Mcp is null
                    ? "{name} becomes IAM's *, which also matches \"/\"; write {name} only directly before a final /**, or use AUTHORIZER_POLICY_SCOPE=route"
                    : "a policy cannot check headers; use AUTHORIZER_POLICY_SCOPE=route"));
        }

        return route;
    }
}
