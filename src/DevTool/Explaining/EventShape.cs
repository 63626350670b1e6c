
namespace DevTool.Explaining;

/// <summary>The events that API Gateway sends to a Lambda authorizer.</summary>
internal enum EventShape
{
    /// <summary>A REST API's request.</summary>
    RestRequest,

    /// <summary>A REST API's TOKEN event, which has only the token.</summary>
    RestToken,

    /// <summary>An HTTP API's payload 1.0.</summary>
    HttpApi1,

    /// <summary>An HTTP API's payload 2.0.</summary>
    HttpApi2,

    /// <summary>A WebSocket API's <c>$connect</c>.</summary>
    WebSocketConnect,
}
