using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Events;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway;

/// <summary>A REST API. It uses gateway responses for refusals, and sends only the CORS headers that the template adds.</summary>
/// <inheritdoc cref="LocalApi(ApiDefinition, IReadOnlyDictionary{string, EmulatedFunction}, TimeProvider)"/>
internal sealed class RestApi(ApiDefinition definition, IReadOnlyDictionary<string, EmulatedFunction> functions, TimeProvider time)
    : RequestApi(definition, functions, time)
{
    /// <inheritdoc/>
    protected override Verdict? Validate(GatewayRequest request, RouteMatch match) => RequestValidator.Validate(request, match);

    /// <inheritdoc/>
    protected override JsonObject ProxyEvent(GatewayRequest request, RouteMatch match, Verdict? verdict) =>
        RestEvents.Proxy(request, match, verdict);

    /// <inheritdoc/>
    protected override HttpReply Refuse(Verdict verdict, GatewayRequest request, RouteMatch? match) =>
        GatewayResponses.Answer(verdict, request, match);

    /// <inheritdoc/>
    protected override HttpReply Finish(HttpReply reply, GatewayRequest request) =>
        reply.With(
        [
            new("x-amzn-RequestId", request.RequestId),
            new("x-amz-apigw-id", request.ExtendedRequestId),
            new("X-Amzn-Trace-Id", request.Headers.Joined("X-Amzn-Trace-Id")!),
        ]);
}
