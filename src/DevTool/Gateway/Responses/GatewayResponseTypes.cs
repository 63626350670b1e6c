using System.Collections.Generic;

namespace DevTool.Gateway.Responses;

/// <summary>The response types of REST APIs and their default statuses (API Gateway documentation: "Gateway response types").</summary>
internal static class GatewayResponseTypes
{
    private static readonly Dictionary<string, int> Statuses = new()
    {
        ["ACCESS_DENIED"] = 403,
        ["API_CONFIGURATION_ERROR"] = 500,
        ["AUTHORIZER_CONFIGURATION_ERROR"] = 500,
        ["AUTHORIZER_FAILURE"] = 500,
        ["BAD_REQUEST_BODY"] = 400,
        ["BAD_REQUEST_PARAMETERS"] = 400,
        ["EXPIRED_TOKEN"] = 403,
        ["INTEGRATION_FAILURE"] = 504,
        ["INTEGRATION_TIMEOUT"] = 504,
        ["INVALID_API_KEY"] = 403,
        ["INVALID_SIGNATURE"] = 403,
        ["MISSING_AUTHENTICATION_TOKEN"] = 403,
        ["QUOTA_EXCEEDED"] = 429,
        ["REQUEST_TOO_LARGE"] = 413,
        ["RESOURCE_NOT_FOUND"] = 404,
        ["THROTTLED"] = 429,
        ["UNAUTHORIZED"] = 401,
        ["UNSUPPORTED_MEDIA_TYPE"] = 415,
        ["WAF_FILTERED"] = 403,
    };

    /// <summary>Whether a type is valid in a template.</summary>
    public static bool IsKnown(string type) => type is "DEFAULT_4XX" or "DEFAULT_5XX" || Statuses.ContainsKey(type);

    /// <summary>The default status of a type, which a gateway response can replace.</summary>
    public static int Status(string type) => Statuses[type];
}
