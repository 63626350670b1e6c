using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using LambdaRuntime;

namespace SampleApi;

/// <summary>Answers every request with the caller's identity.</summary>
internal sealed class SampleFunction : IInvocationHandler
{
    private const string SubprotocolHeader = "Sec-WebSocket-Protocol";
    private const string EventUnreadable = "SampleApi.EventUnreadable";

    // With an AWS_PROXY integration, a REST API adds no CORS headers to a response, so the backend must add them.
    private static readonly Dictionary<string, string> Headers = new()
    {
        ["Content-Type"] = "application/json",
        ["Cache-Control"] = "no-store",
        ["Access-Control-Allow-Origin"] = Environment.GetEnvironmentVariable("ALLOWED_ORIGIN") is { Length: > 0 } origin ? origin : "*",
    };

    /// <inheritdoc/>
    public InvocationOutcome Handle(in Invocation invocation, ArrayBufferWriter<byte> answer)
    {
        using var json = new Utf8JsonWriter(answer);
        try
        {
            ProxyEvent request = JsonSerializer.Deserialize(invocation.Payload, SampleJson.Default.ProxyEvent)
                ?? throw new JsonException("The event is null.");
            JsonSerializer.Serialize(json, Answer(request), SampleJson.Default.ProxyResponse);
            return InvocationOutcome.Response;
        }
        catch (JsonException unreadable)
        {
            JsonSerializer.Serialize(json, new ErrorReport(EventUnreadable, unreadable.Message), SampleJson.Default.ErrorReport);
            return InvocationOutcome.Error(EventUnreadable);
        }
    }

    /// <inheritdoc/>
    public void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode) =>
        Console.Error.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetString(requestId)}: answer refused with {statusCode}; see the Runtime API's reference for the status"));

    // If the server selects none of the protocols that a browser offered, the browser ends the connection (RFC 6455, section 4.1). The
    // first offered protocol is the label, so the token after it is never returned.
    private static string? SelectedProtocol(ProxyEvent request) => request.RequestContext?.RouteKey != "$connect" ? null
        : request.MultiValueHeaders?.FirstOrDefault(header => header.Key.Equals(SubprotocolHeader, StringComparison.OrdinalIgnoreCase)).Value is [string first, ..]
            ? first.Split(',')[0].Trim()
            : null;

    private static ProxyResponse Answer(ProxyEvent request)
    {
        string? method = request.HttpMethod ?? request.RequestContext?.Http?.Method;
        string? path = request.Path ?? request.RawPath ?? request.RequestContext?.RouteKey;
        var greeting = new Greeting("Hello from the sample API.", method, path, Identity(request.RequestContext));
        Dictionary<string, string> headers = SelectedProtocol(request) is { Length: > 0 } protocol
            ? new(Headers) { [SubprotocolHeader] = protocol }
            : Headers;
        return new ProxyResponse(200, headers, JsonSerializer.Serialize(greeting, SampleJson.Default.Greeting), IsBase64Encoded: false);
    }

    private static JsonElement? Identity(RequestContext? context) =>
        context?.Authorizer is { ValueKind: JsonValueKind.Object } authorizer
        && authorizer.TryGetProperty("lambda", out JsonElement identity)
            ? identity
            : context?.Authorizer;
}
