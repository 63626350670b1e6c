using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Json;

namespace Authorizer.Permissions;

/// <summary>
/// Reads the permissions file. Whatever is not understood stops the start: a rule that is silently ignored is a hole or an
/// outage. Messages say file, line, rule and what is wrong.
/// </summary>
internal sealed class PermissionsReader
{
    private const int MaxDepth = 16;

    // A thousand rules of a dozen members, with room to spare.
    private const int MaxMembers = 65_536;

    private readonly string _file;
    private readonly byte[] _json;
    private readonly Settings _settings;
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private string? _rule;

    private PermissionsReader(string file, byte[] json, Settings settings)
    {
        _file = file;
        _json = json;
        _settings = settings;
    }

    /// <summary>Reads a permissions file.</summary>
    /// <param name="settings">Where it is, and what else is configured: a rule that contradicts it can never match.</param>
    /// <returns>The rules, in the file's order.</returns>
    /// <exception cref="ConfigurationException">The file cannot be used.</exception>
    public static IReadOnlyList<Rule> ReadFile(Settings settings)
    {
        try
        {
            return Read(settings.PermissionsFile, File.ReadAllBytes(settings.PermissionsFile), settings);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"AUTHORIZER_PERMISSIONS_FILE names a file that cannot be read: {settings.PermissionsFile}.");
        }
    }

    /// <summary>Reads a permissions document.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="json">The document.</param>
    /// <param name="settings">What else is configured.</param>
    /// <returns>The rules, in the document's order.</returns>
    /// <exception cref="ConfigurationException">The document cannot be used.</exception>
    public static IReadOnlyList<Rule> Read(string name, byte[] json, Settings settings) =>
        new PermissionsReader(name, json, settings).ReadDocument();

    private List<Rule> ReadDocument()
    {
        var reader = new JsonReader(_json, MaxDepth, new MemberNames(MaxMembers));
        Expect(ref reader, JsonToken.ObjectStart, "the document is no JSON object");
        List<Rule>? rules = null;
        bool versioned = false;
        while (reader.Read(JsonToken.Name))
        {
            string member = String(reader);
            switch (member)
            {
                case "$schema":
                    Expect(ref reader, JsonToken.String, "$schema is no string");
                    break;
                case "version":
                    Expect(ref reader, JsonToken.Number, "version is no number");
                    versioned = reader.Raw.SequenceEqual("1"u8) ? true : throw Problem(reader, "version is not 1");
                    break;
                case "rules":
                    rules = ReadRules(ref reader);
                    break;
                default:
                    throw Unknown(reader, member, "$schema, version, rules");
            }
        }

        if (reader.Token != JsonToken.ObjectEnd || !reader.Read(JsonToken.End))
        {
            throw Malformed(reader);
        }

        return !versioned ? throw Problem(reader, "version is missing") : rules ?? throw Problem(reader, "rules is missing");
    }

    private List<Rule> ReadRules(ref JsonReader reader)
    {
        Expect(ref reader, JsonToken.ArrayStart, "rules is no array");
        var rules = new List<Rule>();
        while (reader.Read() != JsonToken.ArrayEnd)
        {
            Require(reader, JsonToken.ObjectStart, "a rule is no object");
            rules.Add(ReadRule(ref reader));
            _rule = null;
        }

        return rules;
    }

    private Rule ReadRule(ref JsonReader reader)
    {
        RuleEffect? effect = null;
        List<Route>? routes = null;
        RuleConditions? when = null;
        while (reader.Read(JsonToken.Name))
        {
            string member = String(reader);
            switch (member)
            {
                case "id":
                    _rule = ReadId(ref reader);
                    break;
                case "effect":
                    Expect(ref reader, JsonToken.String, "effect is no string");
                    effect = String(reader) switch
                    {
                        "allow" => RuleEffect.Allow,
                        "deny" => RuleEffect.Deny,
                        _ => throw Problem(reader, "effect is neither \"allow\" nor \"deny\""),
                    };
                    break;
                case "routes":
                    routes = ReadRoutes(ref reader);
                    break;
                case "when":
                    when = ReadConditions(ref reader);
                    break;
                case "description":
                    Expect(ref reader, JsonToken.String, "description is no string");
                    break;
                default:
                    throw Unknown(reader, member, "id, effect, routes, when, description");
            }
        }

        Require(reader, JsonToken.ObjectEnd, "the rule is not complete");
        return new Rule
        {
            Id = _rule ?? throw Problem(reader, "a rule has no id"),
            Effect = effect ?? throw Problem(reader, "effect is missing"),
            Routes = routes ?? throw Problem(reader, "routes is missing"),
            When = when ?? new RuleConditions(),
        };
    }

    private string ReadId(ref JsonReader reader)
    {
        Expect(ref reader, JsonToken.String, "id is no string");
        string id = String(reader);
        return id.Length == 0 ? throw Problem(reader, "id is empty")
            : _ids.Add(id) ? id
            : throw Problem(reader, $"the id \"{id}\" stands twice");
    }

    private List<Route> ReadRoutes(ref JsonReader reader)
    {
        var routes = new List<Route>();
        foreach (string text in ReadStrings(ref reader, "routes"))
        {
            Route route = Route.TryParse(text, out string? problem) ?? throw Problem(reader, $"the route \"{text}\" {problem}");
            if (_settings.PolicyScope == PolicyScope.Principal && !ResourcePattern.CanExpress(route))
            {
                throw Problem(
                    reader,
                    $"the route \"{text}\" cannot be said exactly in a policy, because IAM's * also matches \"/\": with "
                    + "AUTHORIZER_POLICY_SCOPE=principal {name} stands only just before a /** at the end");
            }

            routes.Add(route);
        }

        return routes;
    }

    private RuleConditions ReadConditions(ref JsonReader reader)
    {
        Expect(ref reader, JsonToken.ObjectStart, "when is no object");
        var when = new RuleConditions();
        while (reader.Read(JsonToken.Name))
        {
            string member = String(reader);
            switch (member)
            {
                case "anyGroup":
                    when.AnyGroup = ReadStrings(ref reader, member);
                    break;
                case "allGroups":
                    when.AllGroups = ReadStrings(ref reader, member);
                    break;
                case "anyScope":
                    when.AnyScope = ReadScopes(ref reader, member);
                    break;
                case "allScopes":
                    when.AllScopes = ReadScopes(ref reader, member);
                    break;
                case "clientIds":
                    when.ClientIds = ReadClientIds(ref reader);
                    break;
                case "tokenUse":
                    when.TokenUse = ReadTokenUse(ref reader);
                    break;
                case "claims":
                    when.Claims = ReadClaims(ref reader);
                    break;
                default:
                    throw Unknown(reader, member, "anyGroup, allGroups, anyScope, allScopes, clientIds, tokenUse, claims");
            }
        }

        Require(reader, JsonToken.ObjectEnd, "when is not complete");
        return when;
    }

    private List<string> ReadScopes(ref JsonReader reader, string member)
    {
        List<string> scopes = ReadStrings(ref reader, member);
        foreach (string scope in scopes)
        {
            if (scope.Contains(' ', StringComparison.Ordinal))
            {
                throw Problem(reader, $"{member} has the scope \"{scope}\", which can never match: scopes hold no space");
            }
        }

        return scopes;
    }

    private List<string> ReadClientIds(ref JsonReader reader)
    {
        List<string> clients = ReadStrings(ref reader, "clientIds");
        foreach (string client in clients)
        {
            if (!Array.Exists(_settings.ClientIds, accepted => accepted.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(client))))
            {
                throw Problem(reader, $"clientIds has \"{client}\", which can never match: it is not in AUTHORIZER_CLIENT_IDS");
            }
        }

        return clients;
    }

    private TokenUses ReadTokenUse(ref JsonReader reader)
    {
        Expect(ref reader, JsonToken.String, "tokenUse is no string");
        TokenUses use = String(reader) switch
        {
            "access" => TokenUses.Access,
            "id" => TokenUses.Id,
            _ => throw Problem(reader, "tokenUse is neither \"access\" nor \"id\""),
        };
        return (use & _settings.TokenUses) != TokenUses.None
            ? use
            : throw Problem(reader, "tokenUse can never match: AUTHORIZER_TOKEN_USE refuses such tokens");
    }

    private List<ClaimCondition> ReadClaims(ref JsonReader reader)
    {
        Expect(ref reader, JsonToken.ObjectStart, "claims is no object");
        var conditions = new List<ClaimCondition>();
        while (reader.Read(JsonToken.Name))
        {
            string claim = String(reader);
            var values = new List<ClaimValue>();
            if (reader.Read() == JsonToken.ArrayStart)
            {
                while (reader.Read() != JsonToken.ArrayEnd)
                {
                    values.Add(ReadClaimValue(reader, claim));
                }
            }
            else
            {
                values.Add(ReadClaimValue(reader, claim));
            }

            conditions.Add(values.Count > 0
                ? new ClaimCondition(claim, values)
                : throw Problem(reader, $"the claim \"{claim}\" has no values, so it can never match"));
        }

        Require(reader, JsonToken.ObjectEnd, "claims is not complete");
        return conditions.Count > 0 ? conditions : throw Problem(reader, "claims is empty");
    }

    private ClaimValue ReadClaimValue(in JsonReader reader, string claim)
    {
        if (reader.Token == JsonToken.Invalid)
        {
            throw Malformed(reader);
        }

        if (reader.Token is not (JsonToken.String or JsonToken.Number or JsonToken.True or JsonToken.False))
        {
            throw Problem(reader, $"the claim \"{claim}\" has a value that is no string, number or boolean");
        }

        byte[] text = reader.Token == JsonToken.String ? Encoding.UTF8.GetBytes(String(reader)) : reader.Raw.ToArray();
        return new ClaimValue(reader.Token, text);
    }

    private List<string> ReadStrings(ref JsonReader reader, string member)
    {
        Expect(ref reader, JsonToken.ArrayStart, $"{member} is no array");
        var strings = new List<string>();
        while (reader.Read() != JsonToken.ArrayEnd)
        {
            Require(reader, JsonToken.String, $"{member} has an entry that is no string");
            strings.Add(String(reader));
        }

        return strings.Count > 0 ? strings : throw Problem(reader, $"{member} is empty, so the rule can never match");
    }

    private static string String(in JsonReader reader)
    {
        JsonText text = reader.Text;
        byte[] plain = new byte[text.Raw.Length];
        return Encoding.UTF8.GetString(plain, 0, text.Unescape(plain));
    }

    private void Expect(ref JsonReader reader, JsonToken token, string problem)
    {
        _ = reader.Read();
        Require(reader, token, problem);
    }

    private void Require(in JsonReader reader, JsonToken token, string problem)
    {
        if (reader.Token == JsonToken.Invalid)
        {
            throw Malformed(reader);
        }

        if (reader.Token != token)
        {
            throw Problem(reader, problem);
        }
    }

    private ConfigurationException Unknown(in JsonReader reader, string member, string known) =>
        Problem(reader, $"the member \"{member}\" is unknown; known are: {known}");

    private ConfigurationException Malformed(in JsonReader reader) =>
        Problem(reader, "this is not valid JSON, or a member stands twice");

    private ConfigurationException Problem(in JsonReader reader, string problem)
    {
        int line = 1 + _json.AsSpan(0, Math.Min(reader.Position, _json.Length)).Count((byte)'\n');
        string place = line.ToString(CultureInfo.InvariantCulture);
        string rule = _rule is null ? string.Empty : $", rule \"{_rule}\"";
        return new ConfigurationException($"{Path.GetFileName(_file)}, line {place}{rule}: {problem}.");
    }
}
