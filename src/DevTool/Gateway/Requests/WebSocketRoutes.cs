namespace DevTool.Gateway.Requests;

/// <summary>The routes that every WebSocket API may have, beside <c>$default</c>.</summary>
internal static class WebSocketRoutes
{
    /// <summary>A client wants a connection.</summary>
    public const string Connect = "$connect";

    /// <summary>A connection has ended.</summary>
    public const string Disconnect = "$disconnect";
}
