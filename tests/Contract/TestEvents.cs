using System;
using System.Text.Json.Nodes;

namespace Contract;

/// <summary>Authorizer events with all members that API Gateway sends.</summary>
public static class TestEvents
{
    public const string ArnPrefix = "arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/demo/";

    public static string Arn(string method, string path) => ArnPrefix + method + path;

    public static JsonObject RestToken(string token, string method = "GET", string path = "/pets") => new()
    {
        ["type"] = "TOKEN",
        ["authorizationToken"] = token,
        ["methodArn"] = Arn(method, path),
    };

    public static JsonObject RestRequest(string? authorization, string method = "GET", string path = "/pets")
    {
        JsonObject request = new()
        {
            ["type"] = "REQUEST",
            ["methodArn"] = Arn(method, path),
            ["resource"] = "/{proxy+}",
            ["path"] = path,
            ["httpMethod"] = method,
            ["headers"] = new JsonObject { ["Host"] = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com", ["X-Forwarded-Port"] = "443" },
            ["multiValueHeaders"] = new JsonObject { ["X-Forwarded-Port"] = new JsonArray("443") },
            ["queryStringParameters"] = new JsonObject(),
            ["multiValueQueryStringParameters"] = new JsonObject(),
            ["pathParameters"] = new JsonObject(),
            ["stageVariables"] = new JsonObject(),
            ["requestContext"] = new JsonObject
            {
                ["resourceId"] = "g9x8y7",
                ["resourcePath"] = "/{proxy+}",
                ["httpMethod"] = method,
                ["path"] = "/demo" + path,
                ["accountId"] = "123456789012",
                ["protocol"] = "HTTP/1.1",
                ["stage"] = "demo",
                ["domainName"] = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
                ["requestId"] = "gateway-request-1",
                ["identity"] = new JsonObject { ["sourceIp"] = "192.0.2.1", ["apiKey"] = null, ["clientCert"] = null },
                ["apiId"] = "a1b2c3d4e5",
            },
        };
        if (authorization is not null)
        {
            request["headers"]!["Authorization"] = authorization;
            request["multiValueHeaders"]!["Authorization"] = new JsonArray(authorization);
        }

        return request;
    }

    public static JsonObject HttpV1(string? authorization, string method = "GET", string path = "/pets")
    {
        JsonObject request = RestRequest(authorization, method, path);
        request["version"] = "1.0";
        request["identitySource"] = authorization;
        request["authorizationToken"] = authorization;
        return request;
    }

    public static JsonObject HttpV2(string? authorization, string method = "GET", string path = "/pets")
    {
        JsonObject request = new()
        {
            ["version"] = "2.0",
            ["type"] = "REQUEST",
            ["routeArn"] = Arn(method, path),
            ["identitySource"] = authorization is null ? null : new JsonArray(authorization),
            ["routeKey"] = method + " /{proxy+}",
            ["rawPath"] = "/demo" + path,
            ["rawQueryString"] = string.Empty,
            ["headers"] = new JsonObject { ["host"] = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com" },
            ["queryStringParameters"] = new JsonObject(),
            ["requestContext"] = new JsonObject
            {
                ["accountId"] = "123456789012",
                ["apiId"] = "a1b2c3d4e5",
                ["domainName"] = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
                ["http"] = new JsonObject
                {
                    ["method"] = method,
                    ["path"] = "/demo" + path,
                    ["protocol"] = "HTTP/1.1",
                    ["sourceIp"] = "192.0.2.1",
                    ["userAgent"] = "test",
                },
                ["requestId"] = "gateway-request-1",
                ["routeKey"] = method + " /{proxy+}",
                ["stage"] = "demo",
                ["time"] = "23/Nov/2026:03:00:00 +0000",
                ["timeEpoch"] = 1795402800000,
            },
            ["pathParameters"] = new JsonObject(),
            ["stageVariables"] = new JsonObject(),
        };
        if (authorization is not null)
        {
            request["headers"]!["authorization"] = authorization;
        }

        return request;
    }

    public static JsonObject WebSocketConnect(string? queryToken)
    {
        JsonObject request = new()
        {
            ["type"] = "REQUEST",
            ["methodArn"] = ArnPrefix + "$connect",
            ["headers"] = new JsonObject { ["Connection"] = "upgrade", ["Sec-WebSocket-Version"] = "13" },
            ["multiValueHeaders"] = new JsonObject { ["Connection"] = new JsonArray("upgrade") },
            ["queryStringParameters"] = new JsonObject(),
            ["multiValueQueryStringParameters"] = new JsonObject(),
            ["stageVariables"] = new JsonObject(),
            ["requestContext"] = new JsonObject
            {
                ["routeKey"] = "$connect",
                ["eventType"] = "CONNECT",
                ["extendedRequestId"] = "x1",
                ["messageDirection"] = "IN",
                ["stage"] = "demo",
                ["requestId"] = "gateway-request-1",
                ["connectionId"] = "c1",
                ["apiId"] = "a1b2c3d4e5",
                ["domainName"] = "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            },
        };
        if (queryToken is not null)
        {
            request["queryStringParameters"]!["token"] = queryToken;
            request["multiValueQueryStringParameters"]!["token"] = new JsonArray(queryToken);
        }

        return request;
    }

    public static JsonObject ScheduledWarmUp() => new()
    {
        ["version"] = "0",
        ["id"] = "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        ["detail-type"] = "Scheduled Event",
        ["source"] = "aws.events",
        ["account"] = "123456789012",
        ["time"] = "2026-11-23T03:00:00Z",
        ["region"] = "us-east-1",
        ["resources"] = new JsonArray("arn:aws:events:us-east-1:123456789012:rule/warm"),
        ["detail"] = new JsonObject(),
    };

    public static string Bearer(string token) => "Bearer " + token;

    public static JsonObject With(this JsonObject request, Action<JsonObject> change)
    {
        change(request);
        return request;
    }
}
