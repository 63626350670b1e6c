using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Events;

/// <summary>
/// The body of a request in a proxy event, as text or as base64. An HTTP API treats a few media types as text. All other bodies are bytes,
/// including forms and bodies without a media type. A REST API treats all bodies as text, except media types that it declares as binary.
/// </summary>
internal static class ProxyBody
{
    /// <summary>Adds the body to an event.</summary>
    public static void AddTo(JsonObject proxyEvent, GatewayRequest request)
    {
        string? type = request.Headers.Joined("Content-Type");
        string? mediaType = type?.Split(';')[0].Trim();
        bool isText = request.Api.Kind == ApiKind.Rest ? !IsNamed(request.Api.BinaryMediaTypes, mediaType) : IsText(mediaType);
        proxyEvent["body"] = request.Body.Length == 0 ? null
            : isText ? Encoding.UTF8.GetString(request.Body)
            : Convert.ToBase64String(request.Body);
        proxyEvent["isBase64Encoded"] = request.Body.Length > 0 && !isText;
    }

    private static bool IsNamed(IReadOnlyList<string> binaryMediaTypes, string? mediaType) =>
        binaryMediaTypes.Contains("*/*") || binaryMediaTypes.Contains(mediaType, StringComparer.OrdinalIgnoreCase);

    private static bool IsText(string? mediaType) =>
        mediaType is not null
        && (mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
            || ((string[])["application/json", "application/xml", "application/javascript"]).Contains(mediaType, StringComparer.OrdinalIgnoreCase));
}
