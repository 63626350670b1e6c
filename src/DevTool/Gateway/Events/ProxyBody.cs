using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Events;

/// <summary>
/// A request's body in a proxy event: text, or base64. An HTTP API goes by the media type; a REST API takes everything for text but the
/// media types that it names as binary.
/// </summary>
internal static class ProxyBody
{
    /// <summary>Adds the body to an event.</summary>
    /// <param name="request">The request.</param>
    /// <param name="proxyEvent">The event.</param>
    public static void AddTo(JsonObject proxyEvent, GatewayRequest request)
    {
        string? type = request.Headers.Joined("Content-Type");
        bool isText = request.Api.Kind == ApiKind.Rest ? !IsNamed(request.Api.BinaryMediaTypes, type) : IsText(type);
        proxyEvent["body"] = request.Body.Length == 0 ? null
            : isText ? Encoding.UTF8.GetString(request.Body)
            : Convert.ToBase64String(request.Body);
        proxyEvent["isBase64Encoded"] = request.Body.Length > 0 && !isText;
    }

    private static bool IsNamed(IReadOnlyList<string> binaryMediaTypes, string? contentType) =>
        binaryMediaTypes.Contains("*/*") || binaryMediaTypes.Contains(contentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase);

    private static bool IsText(string? contentType) =>
        contentType is null
        || contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("json", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("xml", StringComparison.OrdinalIgnoreCase)
        || contentType.Contains("javascript", StringComparison.OrdinalIgnoreCase)
        || contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
