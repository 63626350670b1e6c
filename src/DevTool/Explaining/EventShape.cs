
namespace DevTool.Explaining;

/// <summary>The events that API Gateway sends to a Lambda authorizer.</summary>
internal enum EventShape
{
    /// <summary>The event that a REST API sends to a REQUEST authorizer.</summary>
    RestRequest,

    /// <summary>The event that a REST API sends to a TOKEN authorizer. It contains only the token.</summary>
    RestToken,

    /// <summary>The event of an HTTP API with payload version 1.0.</summary>
    HttpApi1,

    /// <summary>The event of an HTTP API with payload version 2.0.</summary>
    HttpApi2,

    /// <summary>The event of a WebSocket API for the route <c>$connect</c>.</summary>
    WebSocketConnect,
}
