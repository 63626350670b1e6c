using System;
using System.Collections.Generic;
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
/// A REST or HTTP API. It processes each request in this order: route, authorizer, checks, backend. The two derived classes implement the
/// differences between REST and HTTP APIs.
/// </summary>
/// <inheritdoc cref="LocalApi(ApiDefinition, IReadOnlyDictionary{string, EmulatedFunction}, TimeProvider)"/>
internal abstract class RequestApi(ApiDefinition definition, IReadOnlyDictionary<string, EmulatedFunction> functions, TimeProvider time)
    : LocalApi(definition, functions, time)
{
    private readonly RouteTable _routes = new(definition);

    /// <summary>Processes a request and creates the response.</summary>
    public async Task<HttpReply> HandleAsync(GatewayRequest request, CancellationToken cancellation)
    {
        if (request.IsTooLarge)
        {
            return Finish(Refuse(Refusal.RequestTooLarge, request), request);
        }

        if (_routes.Match(request.Method, request.Path) is { } match)
        {
            return Finish(await CallAsync(request, match, cancellation), request);
        }

        return AnswerPreflight(request) ?? Finish(Refuse(Refusal.RouteUnknown, request), request);
    }

    /// <summary>Creates the response to a CORS preflight request that no route matches.</summary>
    /// <returns>The response, or <see langword="null"/> if the request is not a preflight.</returns>
    protected virtual HttpReply? AnswerPreflight(GatewayRequest request) => null;

    /// <summary>Checks the API's requirements for a request, except the token.</summary>
    /// <returns>The reason for a refusal, or <see langword="null"/>.</returns>
    protected virtual Verdict? Validate(GatewayRequest request, RouteMatch match) => null;

    /// <summary>Creates the event for the backend.</summary>
    protected abstract JsonObject ProxyEvent(GatewayRequest request, RouteMatch match, Verdict? verdict);

    /// <summary>Creates the response to a refused request.</summary>
    protected abstract HttpReply Refuse(Verdict verdict, GatewayRequest request, RouteMatch? match);

    /// <summary>Adds the header fields that every response of the API has.</summary>
    protected abstract HttpReply Finish(HttpReply reply, GatewayRequest request);

    private static HttpReply Mock(MockIntegrationDefinition mock, GatewayRequest request, RouteMatch match)
    {
        const string Context = "context.";
        string? Variable(string name) => name.StartsWith(Context, System.StringComparison.Ordinal) ? ContextVariables.Find(name[Context.Length..], request, match) : null;
        return mock.Template is null ? new HttpReply(mock.Status, mock.Headers, []) : HttpReply.Json(mock.Status, SubstitutedText.Fill(mock.Template, Variable)).With(mock.Headers);
    }

    private HttpReply Refuse(Refusal refusal, GatewayRequest request)
    {
        var verdict = Verdict.Refused(refusal);
        return Refuse(verdict, request, match: null) with { Verdict = verdict };
    }

    private async Task<HttpReply> CallAsync(GatewayRequest request, RouteMatch match, CancellationToken cancellation)
    {
        Verdict? verdict = await AuthorizeAsync(request, match, cancellation);
        Verdict? refused = verdict?.Refusal is not null ? verdict : Validate(request, match);
        if (refused is not null)
        {
            return Refuse(refused, request, match) with { Verdict = refused };
        }

        (HttpReply? reply, Verdict? failed) = match.Route.Integration switch
        {
            HttpIntegrationDefinition http => await HttpIntegration.SendAsync(http, request, cancellation),
            MockIntegrationDefinition mock => (Mock(mock, request, match), null),
            _ => await SendAsync(match.Route, ProxyEvent(request, match, verdict), cancellation),
        };
        return reply is null ? Refuse(failed!, request, match) with { Verdict = failed } : reply with { Verdict = verdict };
    }
}
