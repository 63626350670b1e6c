using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using DevTool.Gateway.Definitions;

namespace DevTool.Gateway.Requests;

/// <summary>One request as the gateway received it, before a route is selected.</summary>
internal sealed record GatewayRequest
{
    /// <summary>The API that received the request.</summary>
    public required ApiDefinition Api { get; init; }

    public required string Method { get; init; }

    /// <summary>The path below the stage, byte for byte as the client sent it.</summary>
    public required string RawPath { get; init; }

    /// <summary>The query without the question mark, not decoded.</summary>
    public required string RawQueryString { get; init; }

    /// <summary>The decoded query parameters, in order.</summary>
    public required NameValues Query { get; init; }

    /// <summary>The header fields, in order.</summary>
    public required NameValues Headers { get; init; }

    /// <summary>The body; empty if the body is too large.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether the body is larger than API Gateway accepts.</summary>
    public required bool IsTooLarge { get; init; }

    /// <summary>The protocol, such as <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The client's address.</summary>
    public required string SourceIp { get; init; }

    /// <summary>The time at which the request arrived.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The ID that the gateway assigns to the request.</summary>
    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>On a WebSocket API, the ID of the connection that the request opens.</summary>
    public string ConnectionId => Convert.ToBase64String(Encoding.ASCII.GetBytes(RequestId[..11]));

    /// <summary>The second ID of a request to a REST API, which the response contains in <c>x-amz-apigw-id</c>.</summary>
    public string ExtendedRequestId { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(11));

    /// <summary>The path that routes and ARNs use, with its original escapes. A REST API treats several leading slashes as one slash.</summary>
    public string Path => Api.Kind == ApiKind.Rest ? "/" + RawPath.TrimStart('/') : RawPath;

    /// <summary>The path in events. A REST API keeps escapes, and an HTTP API decodes them.</summary>
    public string EventPath => Api.Kind == ApiKind.Http ? Uri.UnescapeDataString(RawPath) : Path;

    /// <summary>The path in request contexts. It begins with the stage, unless the stage is <c>$default</c>, and keeps all slashes.</summary>
    public string PathWithStage =>
        (Api.Stage == "$default" ? string.Empty : $"/{Api.Stage}") + (Api.Kind == ApiKind.Http ? EventPath : RawPath);

    /// <summary>The ARN of the call, which the authorizer decides about and policies match.</summary>
    public string MethodArn => $"arn:aws:execute-api:{Api.Region}:{Api.AccountId}:{Api.Id}/{Api.Stage}/"
        + (Api.Kind == ApiKind.WebSocket ? WebSocketRoutes.Connect : Method + Path);

    /// <summary>The cookies, one per item.</summary>
    public IReadOnlyList<string> Cookies =>
    [
        .. Headers.All("Cookie")
            .SelectMany(line => line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];
}
