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

/// <summary>
/// One API: preflight, route, authorizer, backend, in this order. What REST and HTTP APIs do differently is in the two classes
/// derived from this one.
/// </summary>
internal abstract class LocalApi
{
    private readonly RouteTable _routes;
    private readonly Dictionary<AuthorizerDefinition, LambdaAuthorizer> _authorizers;
    private readonly Dictionary<string, ProxyIntegration> _integrations;

    /// <summary>Puts an API together.</summary>
    /// <param name="definition">What it is.</param>
    /// <param name="functions">The functions behind its authorizers and routes, by their logical ids.</param>
    /// <param name="time">The clock.</param>
    protected LocalApi(ApiDefinition definition, IReadOnlyDictionary<string, EmulatedFunction> functions, TimeProvider time)
    {
        Definition = definition;
        _routes = new RouteTable(definition);
        _integrations = functions.ToDictionary(function => function.Key, function => new ProxyIntegration(function.Value));
        _authorizers = definition.Routes
            .Select(route => route.Authorizer)
            .OfType<AuthorizerDefinition>()
            .Distinct()
            .ToDictionary(used => used, used => new LambdaAuthorizer(used, functions[used.Function], time));
    }

    /// <summary>What it is.</summary>
    public ApiDefinition Definition { get; }

    /// <summary>Answers a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">The client went away.</param>
    /// <returns>The answer.</returns>
    public async Task<HttpReply> HandleAsync(GatewayRequest request, CancellationToken cancellation)
    {
        if (AnswerPreflight(request) is { } preflight)
        {
            return preflight;
        }

        HttpReply reply = _routes.Match(request.Method, request.Path) is { } match
            ? await CallAsync(request, match, cancellation)
            : Refuse(Verdict.Refused(Refusal.RouteUnknown), request, match: null);
        return Finish(reply, request);
    }

    /// <summary>Answers a browser that asks before it calls, where the gateway does that before it looks for a route.</summary>
    /// <returns>The answer, or <see langword="null"/> where the request is for a route.</returns>
    protected virtual HttpReply? AnswerPreflight(GatewayRequest request) => null;

    /// <summary>The event for the backend.</summary>
    protected abstract JsonObject ProxyEvent(GatewayRequest request, RouteMatch match, PayloadVersion version, Verdict? verdict);

    /// <summary>Answers in the backend's place.</summary>
    protected abstract HttpReply Refuse(Verdict verdict, GatewayRequest request, RouteMatch? match);

    /// <summary>Adds what every answer of the API has.</summary>
    protected abstract HttpReply Finish(HttpReply reply, GatewayRequest request);

    private async Task<HttpReply> CallAsync(GatewayRequest request, RouteMatch match, CancellationToken cancellation)
    {
        Verdict? verdict = match.Route.Authorizer is { } authorizer
            ? await _authorizers[authorizer].AuthorizeAsync(request, match, cancellation)
            : null;
        if (verdict?.Refusal is not null)
        {
            return Refuse(verdict, request, match) with { Diagnostic = verdict.Diagnostic };
        }

        if (match.Route.Integration is not ProxyIntegrationDefinition proxy)
        {
            var mock = (MockIntegrationDefinition)match.Route.Integration;
            return new HttpReply(mock.Status, mock.Headers, []);
        }

        (HttpReply? reply, string? problem) = await _integrations[proxy.Function].SendAsync(
            ProxyEvent(request, match, proxy.PayloadVersion, verdict), proxy.PayloadVersion, cancellation);
        return reply ?? Refuse(Verdict.Refused(Refusal.IntegrationFailure), request, match) with { Diagnostic = problem };
    }
}
