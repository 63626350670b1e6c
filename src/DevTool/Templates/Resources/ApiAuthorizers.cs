using System;
using System.Collections.Generic;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>The authorizers of an API, and their assignment to routes. Templates define both in <c>Auth</c> of SAM's APIs.</summary>
internal sealed class ApiAuthorizers
{
    private const string NoAuthorizer = "NONE";

    private readonly Dictionary<string, AuthorizerDefinition> _authorizers = [];
    private readonly string? _standard;

    /// <summary>Reads the authorizers.</summary>
    /// <param name="api">The properties of the API.</param>
    /// <param name="read">Reads one authorizer.</param>
    public ApiAuthorizers(PropertyReader api, Func<PropertyReader, AuthorizerDefinition> read)
    {
        PropertyReader? auth = api.Map("Auth");
        foreach ((string name, PropertyReader reader) in auth?.Maps("Authorizers") ?? [])
        {
            _authorizers[name] = read(reader);
        }

        _standard = auth?.Text("DefaultAuthorizer");
        if (_standard is not null and not NoAuthorizer && !_authorizers.ContainsKey(_standard))
        {
            api.Errors.Add(auth!.LineOf("DefaultAuthorizer"), $"the API has no authorizer \"{_standard}\"; correct the name, or declare it");
        }

        GuardsPreflights = auth?.Boolean("AddDefaultAuthorizerToCorsPreflight") ?? true;
        auth?.End();
    }

    /// <summary>Whether CORS preflight requests need a token, which is SAM's default on REST APIs.</summary>
    public bool GuardsPreflights { get; }

    /// <summary>The authorizer of routes that do not name an authorizer, or <see langword="null"/>.</summary>
    public AuthorizerDefinition? Standard => _standard is null ? null : _authorizers.GetValueOrDefault(_standard);

    /// <summary>The authorizer of a function's event.</summary>
    /// <param name="route">The properties of the event.</param>
    /// <returns>The authorizer, or <see langword="null"/> for an open route.</returns>
    public AuthorizerDefinition? OfEvent(PropertyReader route)
    {
        PropertyReader? auth = route.Map("Auth");
        AuthorizerDefinition? authorizer = auth?.Text("Authorizer") is { } name ? Find(name, auth.LineOf("Authorizer"), auth) : Standard;
        auth?.Ignore("InvokeRole");
        auth?.End();
        return authorizer;
    }

    /// <summary>The authorizer of an OpenAPI operation.</summary>
    /// <returns>The authorizer, or <see langword="null"/> for an open route.</returns>
    public AuthorizerDefinition? OfOperation(PropertyReader operation)
    {
        if (!operation.Has("security"))
        {
            return Standard;
        }

        switch (operation.Items("security"))
        {
            case [TemplateMap { Members: [{ Name: var name, Line: var line }] }]:
                return Find(name, line, operation);
            default:
                operation.Errors.Add(operation.LineOf("security"), "security must name one authorizer, or NONE");
                return null;
        }
    }

    private AuthorizerDefinition? Find(string name, int line, PropertyReader reader)
    {
        if (name == NoAuthorizer)
        {
            return null;
        }

        if (!_authorizers.TryGetValue(name, out AuthorizerDefinition? authorizer))
        {
            reader.Errors.Add(line, $"the API has no authorizer \"{name}\"; correct the name, or declare it");
        }

        return authorizer;
    }
}
