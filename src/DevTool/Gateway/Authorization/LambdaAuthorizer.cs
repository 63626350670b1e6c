using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Events;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using RuntimeApiEmulator;

namespace DevTool.Gateway.Authorization;

/// <summary>One authorizer of an API. It reads the identity sources and the cache, calls the function if necessary, and applies the result.</summary>
/// <param name="definition">The API's configuration of the authorizer.</param>
/// <param name="time">The clock of the cache.</param>
internal sealed class LambdaAuthorizer(AuthorizerDefinition definition, EmulatedFunction function, TimeProvider time)
{
    // This error means status 401, and all other errors are failures. API Gateway compares the error message, not the error type.
    private const string Unauthorized = "Unauthorized";

    private readonly AuthorizerResultCache _cache = new(definition.ResultTtl, time);

    /// <summary>Decides about a request.</summary>
    /// <param name="match">The route of the request.</param>
    /// <returns>Whether the request continues.</returns>
    public async Task<Verdict> AuthorizeAsync(GatewayRequest request, RouteMatch match, CancellationToken cancellation)
    {
        if (IdentityReader.Read(definition, request, match) is not { } identity)
        {
            return Verdict.Refused(Refusal.Unauthorized, $"{Missing(request, match)}; API Gateway did not ask the authorizer");
        }

        byte[] Payload() => JsonSerializer.SerializeToUtf8Bytes(Event(request, match, identity));
        if (_cache.Find(identity) is { } kept)
        {
            return kept.Decide(request.MethodArn, PolicyKeys.Of(request)) with { FromCache = true, Event = Payload };
        }

        int epoch = _cache.Epoch;
        byte[] payload = Payload();
        InvocationResult result = await function.InvokeAsync(payload, cancellation: cancellation);
        Verdict verdict = result.Kind == InvocationResultKind.Response ? Take(result, request, identity, epoch) : Failed(result);
        return verdict with { Event = () => payload };
    }

    /// <summary>Clears the cache.</summary>
    public void ClearCache() => _cache.Clear();

    private string Missing(GatewayRequest request, RouteMatch match) =>
        definition.IdentitySources.FirstOrDefault(source => IdentityReader.Read(source, request, match) is not { Length: > 0 }) is { } missing
            ? $"{missing} is missing or empty"
            : $"the token does not match {definition.TokenPattern}";

    private JsonObject Event(GatewayRequest request, RouteMatch match, IReadOnlyList<string> identity) =>
        (request.Api.Kind, definition.Type, definition.PayloadVersion) switch
        {
            (ApiKind.WebSocket, _, _) => WebSocketEvents.Authorizer(request),
            (ApiKind.Rest, AuthorizerType.Token, _) => RestEvents.Token(request, identity[0]),
            (ApiKind.Rest, _, _) => RestEvents.Request(request, match),
            (_, _, PayloadVersion.V1) => HttpApiEvents.AuthorizerV1(request, match, identity),
            _ => HttpApiEvents.AuthorizerV2(request, match, identity),
        };

    private Verdict Take(InvocationResult result, GatewayRequest request, IReadOnlyList<string> identity, int epoch)
    {
        try
        {
            var answer = AuthorizerAnswer.Read(result.Payload, request.Api.Kind, definition);
            _cache.Keep(identity, answer, epoch);
            return answer.Decide(request.MethodArn, PolicyKeys.Of(request));
        }
        catch (MalformedAnswerException malformed)
        {
            return Verdict.Refused(Refusal.AuthorizerConfigurationError, $"{malformed.Message}: {result.Text}");
        }
    }

    private static Verdict Failed(InvocationResult result) => result.ErrorMessage == Unauthorized
        ? Verdict.Refused(Refusal.Unauthorized)
        : Verdict.Refused(Refusal.AuthorizerFailure, $"{Words(result.Kind)}: {result.Text}");

    private static string Words(InvocationResultKind failure) => failure switch
    {
        InvocationResultKind.Crashed => "the authorizer's process ended before it answered",
        InvocationResultKind.TimedOut => "the authorizer timed out",
        InvocationResultKind.InitError => "the authorizer could not start",
        InvocationResultKind.EventTooLarge => "the event is too large for the authorizer",
        InvocationResultKind.AnswerRefused => "the emulator refused the authorizer's answer on purpose",
        _ => "the authorizer reported an error, or its answer is too large",
    };
}
