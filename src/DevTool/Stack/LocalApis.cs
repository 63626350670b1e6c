using System.Collections.Generic;
using DevTool.Gateway.Definitions;

namespace DevTool.Stack;

/// <summary>The two APIs of the local stack: the same routes, once as a REST API and once as an HTTP API.</summary>
internal static class LocalApis
{
    /// <summary>The first segment of the REST API's paths.</summary>
    public const string RestMount = "rest";

    /// <summary>The first segment of the HTTP API's paths.</summary>
    public const string HttpMount = "http";

    private const string AnyOrigin = "*";

    // A policy names one method ARN, so what it is cached by must hold the method and the path: with the header alone, the next
    // route would meet the policy of this one and get a false 403.
    private static readonly AuthorizerDefinition RestAuthorizer = new() { IdentitySources = Identity() };

    // An answer has no ARN in it at all, so without method and path it would open every route.
    private static readonly AuthorizerDefinition HttpAuthorizer = new()
    {
        PayloadVersion = PayloadVersion.V2,
        SimpleResponses = true,
        IdentitySources = Identity(),
    };

    private static readonly CorsDefinition Cors =
        new([AnyOrigin], ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"], ["Authorization", "Content-Type"], MaxAgeSeconds: 600);

    /// <summary>The REST API.</summary>
    public static ApiDefinition Rest { get; } = new()
    {
        Kind = ApiKind.Rest,
        Id = "r3stdem0ap",
        Stage = "demo",
        Routes = Routes(RestAuthorizer, PayloadVersion.V1),
        Cors = Cors,
        GatewayResponses = new Dictionary<string, GatewayResponseDefinition>
        {
            ["UNAUTHORIZED"] = Error("unauthorized", ("WWW-Authenticate", "Bearer")),
            ["ACCESS_DENIED"] = Error("$context.authorizer.errorCode"),
            ["AUTHORIZER_FAILURE"] = Error("authorizer_failure"),
            ["AUTHORIZER_CONFIGURATION_ERROR"] = Error("authorizer_configuration_error"),
            ["MISSING_AUTHENTICATION_TOKEN"] = Error("route_unknown"),
            ["DEFAULT_4XX"] = Error("$context.error.responseType"),
            ["DEFAULT_5XX"] = Error("$context.error.responseType"),
        },
    };

    /// <summary>The HTTP API.</summary>
    public static ApiDefinition Http { get; } = new()
    {
        Kind = ApiKind.Http,
        Id = "h77pdem0ap",
        Stage = "$default",
        Routes = Routes(HttpAuthorizer, PayloadVersion.V2),
        Cors = Cors,
    };

    private static IdentitySource[] Identity() =>
    [
        new(IdentitySourceKind.Header, "Authorization"),
        new(IdentitySourceKind.Context, "httpMethod"),
        new(IdentitySourceKind.Context, "path"),
    ];

    private static RouteDefinition[] Routes(AuthorizerDefinition authorizer, PayloadVersion version) =>
    [
        new("GET", "/pets", authorizer, version),
        new("GET", "/pets/{petId}", authorizer, version),
        new(RouteDefinition.AnyMethod, "/admin/{proxy+}", authorizer, version),
        new(RouteDefinition.AnyMethod, "/users/{username}/{proxy+}", authorizer, version),
    ];

    private static GatewayResponseDefinition Error(string code, params (string Name, string Value)[] headers)
    {
        var fields = new Dictionary<string, string> { ["Access-Control-Allow-Origin"] = AnyOrigin };
        foreach ((string name, string value) in headers)
        {
            fields.Add(name, value);
        }

        string template = "{\"error\":{\"code\":\"" + code
            + "\",\"message\":$context.error.messageString,\"requestId\":\"$context.requestId\"}}";
        return new GatewayResponseDefinition(StatusCode: null, fields, template);
    }
}
