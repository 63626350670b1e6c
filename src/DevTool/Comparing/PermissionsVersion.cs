using System;
using System.Collections.Generic;
using System.Linq;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Syntax;
using DevTool.Explaining;

namespace DevTool.Comparing;

/// <summary>A permissions file, its rules, and the callers that the authorizer accepts.</summary>
/// <param name="Text">The content of the file.</param>
/// <param name="Callers">The callers that the authorizer can accept.</param>
/// <param name="Settings">The other settings of the authorizer.</param>
internal sealed record PermissionsVersion(byte[] Text, IReadOnlyList<Rule> Rules, CallerModel Callers, Settings Settings)
{
    /// <summary>Whether a policy covers only the requested route or all routes of the caller.</summary>
    public PolicyScope Scope => Settings.PolicyScope;

    /// <summary>All texts that the rules compare with a claim or a segment.</summary>
    public IEnumerable<string> Names => Rules.SelectMany(rule => rule.Routes).SelectMany(route => route.Segments.Select(segment => segment.Text).Append(route.Mcp?.Name ?? string.Empty))
        .Concat(Rules.SelectMany(rule => rule.When).SelectMany(Grant.Translate).SelectMany(clause => clause).SelectMany(literal => new[] { literal.Fact.Name, literal.Fact.Value }));

    /// <summary>Reads a permissions file.</summary>
    /// <exception cref="ConfigurationException">The authorizer would not start with the file or its variables.</exception>
    public static PermissionsVersion Read(string name, byte[] text, Func<string, string?> variables)
    {
        using var configuration = new ExplainedConfiguration(variables, text, jwks: null, token: null);
        Settings settings = configuration.Settings;
        var callers = CallerModel.Of(settings, variables);
        try
        {
            return new PermissionsVersion(text, PermissionsReader.Read(name, text, settings), callers, settings);
        }
        catch (PermissionsException invalid)
        {
            throw new ConfigurationException(string.Join('\n', invalid.Problems.Select(problem => problem.Message(name))));
        }
    }
}
