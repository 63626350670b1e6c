using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using DevTool.Gateway.Definitions;

namespace DevTool.Gateway.Requests;

/// <summary>One request as the gateway received it, before the route is chosen.</summary>
internal sealed record GatewayRequest
{
    /// <summary>The API that received it.</summary>
    public required ApiDefinition Api { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path below the stage, byte for byte as the client sent it.</summary>
    public required string RawPath { get; init; }

    /// <summary>The query, without the question mark and undecoded.</summary>
    public required string RawQueryString { get; init; }

    /// <summary>The query parameters, decoded, in order.</summary>
    public required NameValues Query { get; init; }

    /// <summary>The header fields, in order.</summary>
    public required NameValues Headers { get; init; }

    /// <summary>The body; empty if it is too large.</summary>
    public required byte[] Body { get; init; }

    /// <summary>Whether the body is larger than API Gateway accepts.</summary>
    public required bool IsTooLarge { get; init; }

    /// <summary>The protocol, such as <c>HTTP/1.1</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The client's address.</summary>
    public required string SourceIp { get; init; }

    /// <summary>When it arrived.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The gateway's id for it.</summary>
    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>The id of the connection that the request is for, on a WebSocket API.</summary>
    public string ConnectionId => Convert.ToBase64String(Encoding.ASCII.GetBytes(RequestId[..11]));

    /// <summary>The other id of a request to a REST API: <c>x-amz-apigw-id</c> of its answer.</summary>
    public string ExtendedRequestId { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(11));

    /// <summary>The path that routes and ARNs use, with escapes as sent. A REST API treats several leading slashes as one.</summary>
    public string Path => Api.Kind == ApiKind.Rest ? "/" + RawPath.TrimStart('/') : RawPath;

    /// <summary>The path in events: a REST API keeps escapes, an HTTP API decodes them.</summary>
    public string EventPath => Api.Kind == ApiKind.Http ? Uri.UnescapeDataString(RawPath) : Path;

    /// <summary>
    /// The path in request contexts: after the stage, unless that is <c>$default</c>, and with all its slashes.
    /// </summary>
    public string PathWithStage =>
        (Api.Stage == "$default" ? string.Empty : $"/{Api.Stage}") + (Api.Kind == ApiKind.Http ? EventPath : RawPath);

    /// <summary>The ARN that the authorizer decides about, and that policies match.</summary>
    public string MethodArn => $"arn:aws:execute-api:{Api.Region}:{Api.AccountId}:{Api.Id}/{Api.Stage}/"
        + (Api.Kind == ApiKind.WebSocket ? WebSocketRoutes.Connect : Method + Path);

    /// <summary>The cookies, one item each.</summary>
    public IReadOnlyList<string> Cookies =>
    [
        .. Headers.All("Cookie")
            .SelectMany(line => line.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];
}
