using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway;

/// <summary>One API with its authorizers and functions.</summary>
internal abstract class LocalApi
{
    private readonly Dictionary<AuthorizerDefinition, LambdaAuthorizer> _authorizers;
    private readonly Dictionary<string, ProxyIntegration> _integrations;

    /// <param name="definition">The definition of the API.</param>
    /// <param name="functions">The functions of its authorizers and routes, by logical ID.</param>
    protected LocalApi(ApiDefinition definition, IReadOnlyDictionary<string, EmulatedFunction> functions, TimeProvider time)
    {
        Definition = definition;
        _integrations = functions.ToDictionary(function => function.Key, function => new ProxyIntegration(function.Value));
        _authorizers = definition.Routes
            .Select(route => route.Authorizer)
            .OfType<AuthorizerDefinition>()
            .Distinct()
            .ToDictionary(used => used, used => new LambdaAuthorizer(used, functions[used.Function], time));
    }

    /// <summary>The definition of the API.</summary>
    public ApiDefinition Definition { get; }

    /// <summary>Creates an API of the kind that its definition names.</summary>
    /// <inheritdoc cref="LocalApi(ApiDefinition, IReadOnlyDictionary{string, EmulatedFunction}, TimeProvider)"/>
    public static LocalApi Create(ApiDefinition definition, IReadOnlyDictionary<string, EmulatedFunction> functions, TimeProvider time) =>
        definition.Kind switch
        {
            ApiKind.Rest => new RestApi(definition, functions, time),
            ApiKind.Http => new HttpApi(definition, functions, time),
            _ => new WebSocketApi(definition, functions, time),
        };

    /// <summary>
    /// The time for which API Gateway would cache a result. If the authorizers of the API have different times, the longest of these times.
    /// </summary>
    public TimeSpan ResultTtl => _authorizers.Keys.Select(authorizer => authorizer.ResultTtl).DefaultIfEmpty().Max();

    /// <summary>Clears the caches of all authorizers of the API.</summary>
    public void ClearAuthorizerCaches()
    {
        foreach (LambdaAuthorizer authorizer in _authorizers.Values)
        {
            authorizer.ClearCache();
        }
    }

    /// <summary>Calls the authorizer of a route.</summary>
    /// <param name="match">The route of the request.</param>
    /// <returns>The decision, or <see langword="null"/> for an open route.</returns>
    protected async Task<Verdict?> AuthorizeAsync(GatewayRequest request, RouteMatch match, CancellationToken cancellation) =>
        match.Route.Authorizer is { } authorizer ? await _authorizers[authorizer].AuthorizeAsync(request, match, cancellation) : null;

    /// <summary>Calls the backend of a route.</summary>
    /// <param name="proxyEvent">The event, if the backend is a function.</param>
    /// <returns>The response, or the reason for the failure.</returns>
    protected async Task<(HttpReply? Reply, Verdict? Failed)> SendAsync(
        RouteDefinition route, JsonObject proxyEvent, CancellationToken cancellation) =>
        route.Integration is ProxyIntegrationDefinition { TenantKey: { } tenant } && proxyEvent["requestContext"]?["authorizer"]?[tenant] is null
            ? (null, Verdict.Refused(Refusal.IntegrationFailure, $"Lambda refuses the call: the function is isolated by tenant, and the context has no {tenant}"))
            : route.Integration is ProxyIntegrationDefinition proxy
            ? await _integrations[proxy.Function].SendAsync(proxyEvent, Definition.Kind, proxy.PayloadVersion, cancellation)
            : (Mock((MockIntegrationDefinition)route.Integration), null);

    private static HttpReply Mock(MockIntegrationDefinition mock) => new(mock.Status, mock.Headers, []);
}
