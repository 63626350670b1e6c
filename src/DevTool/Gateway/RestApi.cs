using System;
using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Events;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway;

/// <summary>A REST API: gateway responses for refusals, and CORS only where somebody put it.</summary>
/// <inheritdoc cref="LocalApi(ApiDefinition, EmulatedFunction, ProxyIntegration, TimeProvider)"/>
internal sealed class RestApi(ApiDefinition definition, EmulatedFunction authorizer, ProxyIntegration integration, TimeProvider time)
    : LocalApi(definition, authorizer, integration, time)
{
    /// <inheritdoc/>
    protected override HttpReply? AnswerPreflight(GatewayRequest request, CorsDefinition cors, RouteTable routes)
    {
        // Each resource gets an OPTIONS method with a mock backend, which says the same whoever asks.
        return routes.HasPath(request.Path)
            ? new HttpReply(200, CorsHeaders.ForPreflight(cors, request.Headers.Joined("Origin")), [])
            : null;
    }

    /// <inheritdoc/>
    protected override JsonObject ProxyEvent(GatewayRequest request, RouteMatch match, Verdict? verdict) =>
        RestEvents.Proxy(request, match, verdict);

    /// <inheritdoc/>
    protected override HttpReply Refuse(Verdict verdict, GatewayRequest request, RouteMatch? match) =>
        GatewayResponses.Answer(verdict, request, match);

    /// <inheritdoc/>
    protected override HttpReply Finish(HttpReply reply, GatewayRequest request) =>
        reply.With([new("x-amzn-RequestId", request.RequestId)]);
}
