using System;
using System.Collections.Generic;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions.Conditions;

namespace Authorizer.Permissions;

/// <summary>
/// Reads the permissions file. Whatever is not understood stops the start: a rule that is silently ignored is a hole or an
/// outage. Messages say file, line, rule, what is wrong and what was probably meant.
/// </summary>
internal sealed class PermissionsReader
{
    // A thousand rules of a dozen members, with room to spare.
    private const int MaxMembers = 65_536;

    private static readonly string[] DocumentMembers = ["$schema", "version", "rules"];
    private static readonly string[] RuleMembers = ["id", "effect", "routes", "when", "description"];
    private static readonly string[] Effects = ["allow", "deny"];

    private readonly string _file;
    private readonly byte[] _json;
    private readonly PolicyScope _scope;
    private readonly PermissionsSyntax _syntax;
    private readonly ConditionsReader _conditions;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<PermissionsProblem> _problems = [];

    private PermissionsReader(string file, byte[] json, AuthorizationOptions options)
    {
        _file = file[(file.LastIndexOf('/') + 1)..];
        _json = json;
        _scope = options.PolicyScope;
        _syntax = new PermissionsSyntax(_file, json);
        _conditions = new ConditionsReader(_syntax, options);
    }

    /// <summary>Reads a permissions document.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="json">The document.</param>
    /// <param name="options">What else is configured.</param>
    /// <returns>The rules, in the document's order.</returns>
    /// <exception cref="PermissionsException">The document cannot be used.</exception>
    public static IReadOnlyList<Rule> Read(string name, byte[] json, AuthorizationOptions options) =>
        new PermissionsReader(name, json, options).ReadDocument();

    private List<Rule> ReadDocument()
    {
        List<Rule>? rules = null;
        try
        {
            rules = ReadMembers();
        }
        catch (PermissionsException fault)
        {
            _problems.AddRange(fault.Problems);
        }

        return _problems.Count == 0 && rules is not null ? rules : throw new PermissionsException(_file, _problems);
    }

    private List<Rule> ReadMembers()
    {
        var reader = new JsonReader(_json, PermissionsSyntax.MaxDepth, new MemberNames(MaxMembers));
        _syntax.Expect(ref reader, JsonToken.ObjectStart, "the document is no JSON object");
        List<Rule>? rules = null;
        bool versioned = false;
        while (reader.Read(JsonToken.Name))
        {
            string member = PermissionsSyntax.Text(reader);
            switch (member)
            {
                case "$schema":
                    _syntax.Expect(ref reader, JsonToken.String, "$schema is no string");
                    break;
                case "version":
                    versioned = true;
                    _syntax.Expect(ref reader, JsonToken.Number, "version is no number");
                    if (!reader.Raw.SequenceEqual("1"u8))
                    {
                        throw _syntax.Problem(reader, "version is not 1, the only one this authorizer knows");
                    }

                    break;
                case "rules":
                    rules = ReadRules(ref reader);
                    break;
                default:
                    throw _syntax.Unknown(reader, member, DocumentMembers);
            }
        }

        if (reader.Token != JsonToken.ObjectEnd || !reader.Read(JsonToken.End))
        {
            throw _syntax.Malformed(reader);
        }

        return !versioned ? throw _syntax.Problem(reader, "version is missing; the only one is 1")
            : rules ?? throw _syntax.Problem(reader, "rules is missing");
    }

    private List<Rule> ReadRules(ref JsonReader reader)
    {
        _syntax.Expect(ref reader, JsonToken.ArrayStart, "rules is no array");
        int outside = reader.Depth;
        var rules = new List<Rule>();
        while (reader.Read() != JsonToken.ArrayEnd)
        {
            try
            {
                _syntax.Require(reader, JsonToken.ObjectStart, "a rule is no object");
                rules.Add(ReadRule(ref reader));
            }
            catch (PermissionsException fault) when (reader.Token != JsonToken.Invalid)
            {
                // The next rule may be wrong by itself, and whoever mends this one wants to know.
                _problems.AddRange(fault.Problems);
                SkipRule(ref reader, outside);
            }

            _syntax.Rule = null;
        }

        return rules;
    }

    // Goes to the end of a rule that is wrong. Its id may stand behind what is wrong with it.
    private void SkipRule(ref JsonReader reader, int outside)
    {
        while (reader.Depth > outside && reader.Token != JsonToken.Invalid)
        {
            bool isId = reader.Token == JsonToken.Name && reader.Depth == outside + 1 && reader.Text.Is("id"u8);
            if (reader.Read() == JsonToken.String && isId)
            {
                string id = PermissionsSyntax.Text(reader);
                _ = _ids.Add(id);
                _problems[^1] = _problems[^1] with { Rule = _problems[^1].Rule ?? id };
            }
        }
    }

    private Rule ReadRule(ref JsonReader reader)
    {
        int line = _syntax.Line(reader);
        RuleEffect? effect = null;
        List<Route>? routes = null;
        IReadOnlyList<Condition> when = [];
        while (reader.Read(JsonToken.Name))
        {
            string member = PermissionsSyntax.Text(reader);
            switch (member)
            {
                case "id":
                    _syntax.Rule = ReadId(ref reader);
                    break;
                case "effect":
                    effect = ReadEffect(ref reader);
                    break;
                case "routes":
                    routes = ReadRoutes(ref reader);
                    break;
                case "when":
                    when = _conditions.Read(ref reader);
                    break;
                case "description":
                    _syntax.Expect(ref reader, JsonToken.String, "description is no string");
                    break;
                default:
                    throw _syntax.Unknown(reader, member, RuleMembers);
            }
        }

        _syntax.Require(reader, JsonToken.ObjectEnd, "the rule is not complete");
        return new Rule
        {
            Id = _syntax.Rule ?? throw _syntax.Problem(line, "a rule has no id"),
            Line = line,
            Effect = effect ?? throw _syntax.Problem(line, "effect is missing; it is \"allow\" or \"deny\""),
            Routes = routes ?? throw _syntax.Problem(line, "routes is missing"),
            When = when,
        };
    }

    private string ReadId(ref JsonReader reader)
    {
        _syntax.Expect(ref reader, JsonToken.String, "id is no string");
        string id = PermissionsSyntax.Text(reader);
        return id.Length == 0 ? throw _syntax.Problem(reader, "id is empty")
            : _ids.Add(id) ? id
            : throw _syntax.Problem(reader, $"the id \"{id}\" stands twice");
    }

    private RuleEffect ReadEffect(ref JsonReader reader)
    {
        _syntax.Expect(ref reader, JsonToken.String, "effect is no string");
        string effect = PermissionsSyntax.Text(reader);
        return effect switch
        {
            "allow" => RuleEffect.Allow,
            "deny" => RuleEffect.Deny,
            _ => throw _syntax.Problem(reader, "effect is neither \"allow\" nor \"deny\"", NearestName.Find(effect, Effects)),
        };
    }

    private List<Route> ReadRoutes(ref JsonReader reader)
    {
        _syntax.Expect(ref reader, JsonToken.ArrayStart, "routes is no array");
        var routes = new List<Route>();
        while (reader.Read() != JsonToken.ArrayEnd)
        {
            _syntax.Require(reader, JsonToken.String, "routes has an entry that is no string");
            string text = PermissionsSyntax.Text(reader);
            Route route = Route.TryParse(text, out string? problem)
                ?? throw _syntax.Problem(reader, $"the route \"{text}\" {problem}", RouteSuggestion.For(text));
            if (_scope == PolicyScope.Principal && !ResourcePattern.CanExpress(route))
            {
                throw _syntax.Problem(
                    reader,
                    $"the route \"{text}\" cannot be said exactly in a policy, because IAM's * also matches \"/\": with "
                    + "AUTHORIZER_POLICY_SCOPE=principal {name} stands only just before a /** at the end");
            }

            routes.Add(route);
        }

        return routes.Count > 0 ? routes : throw _syntax.Problem(reader, "routes is empty, so the rule can never match");
    }
}
