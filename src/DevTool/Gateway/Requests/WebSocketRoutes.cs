namespace DevTool.Gateway.Requests;

/// <summary>The predefined routes of a WebSocket API, except <c>$default</c>.</summary>
internal static class WebSocketRoutes
{
    /// <summary>The route that receives the request to open a connection.</summary>
    public const string Connect = "$connect";

    /// <summary>The route that receives the end of a connection.</summary>
    public const string Disconnect = "$disconnect";
}
