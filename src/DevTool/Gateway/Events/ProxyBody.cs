using System;
using System.Text;
using System.Text.Json.Nodes;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Events;

/// <summary>A request's body in a proxy event: text as text, anything else in base64.</summary>
internal static class ProxyBody
{
    /// <summary>Adds the body to an event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="proxyEvent">The event.</param>
    public static void AddTo(JsonObject proxyEvent, GatewayRequest request)
    {
        bool isText = IsText(request.Headers.Joined("Content-Type"));
        proxyEvent["body"] = request.Body.Length == 0 ? null
            : isText ? Encoding.UTF8.GetString(request.Body)
            : Convert.ToBase64String(request.Body);
        proxyEvent["isBase64Encoded"] = request.Body.Length > 0 && !isText;
    }

    private static bool IsText(string? contentType) =>
        contentType is null
        || contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("xml", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("javascript", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
