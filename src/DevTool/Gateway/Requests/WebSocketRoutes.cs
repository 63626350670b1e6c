namespace DevTool.Gateway.Requests;

/// <summary>The routes that every WebSocket API may have, in addition to <c>$default</c>.</summary>
internal static class WebSocketRoutes
{
    /// <summary>A client opens a connection.</summary>
    public const string Connect = "$connect";

    /// <summary>A connection has ended.</summary>
    public const string Disconnect = "$disconnect";
}
