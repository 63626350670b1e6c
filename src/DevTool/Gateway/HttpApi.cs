using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Events;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway;

/// <summary>An HTTP API. Its refusals have fixed bodies, and the gateway adds CORS headers to every response.</summary>
/// <inheritdoc cref="LocalApi(ApiDefinition, IReadOnlyDictionary{string, EmulatedFunction}, TimeProvider)"/>
internal sealed class HttpApi(ApiDefinition definition, IReadOnlyDictionary<string, EmulatedFunction> functions, TimeProvider time)
    : RequestApi(definition, functions, time)
{
    /// <inheritdoc/>
    protected override HttpReply? AnswerPreflight(GatewayRequest request)
    {
        // The gateway answers a preflight request only if no route matches OPTIONS. Routes for ANY and $default also match OPTIONS, and call their
        // authorizers.
        string? origin = request.Headers.Joined("Origin");
        bool isPreflight = request.Method == "OPTIONS" && origin is not null
            && request.Headers.Joined("Access-Control-Request-Method") is not null;
        return isPreflight && Definition.Cors is { } cors ? new HttpReply(204, CorsHeaders.ForPreflight(cors, origin), []) : null;
    }

    /// <inheritdoc/>
    protected override JsonObject ProxyEvent(GatewayRequest request, RouteMatch match, Verdict? verdict) =>
        HttpApiEvents.Proxy(request, match, verdict);

    /// <inheritdoc/>
    protected override HttpReply Refuse(Verdict verdict, GatewayRequest request, RouteMatch? match) => verdict.Refusal switch
    {
        Refusal.Unauthorized => HttpReply.Json(401, """{"message":"Unauthorized"}"""),
        Refusal.AccessDenied or Refusal.AccessDeniedExplicitly => HttpReply.Json(403, """{"message":"Forbidden"}"""),
        Refusal.RouteUnknown => HttpReply.Json(404, """{"message":"Not Found"}"""),
        Refusal.RequestTooLarge => HttpReply.Json(413, """{"message":"Request Entity Too Large"}"""),
        _ => HttpReply.Json(500, """{"message":"Internal Server Error"}"""),
    };

    /// <inheritdoc/>
    protected override HttpReply Finish(HttpReply reply, GatewayRequest request)
    {
        HttpReply answer = reply.With([new("apigw-requestid", request.RequestId)]);
        if (Definition.Cors is not { } cors)
        {
            return answer;
        }

        // A CORS configuration of the API replaces the CORS headers of the backend.
        string? origin = request.Headers.Joined("Origin");
        var withoutBackends = answer.Headers.Where(header => !header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        return (answer with { Headers = [.. withoutBackends] }).With(CorsHeaders.ForAnswer(cors, origin));
    }
}
