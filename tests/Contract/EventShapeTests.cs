using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The events of each API type and payload format, and the answers to them.</summary>
public abstract class EventShapeTests(IAuthorizerHost host) : ContractTests(host)
{
    private static readonly string Bearer = TestEvents.Bearer(TestTokens.Access());

    public static TheoryData<string> IamShapes => ["RestToken", "RestRequest", "HttpV1", "WebSocket"];

    [Theory]
    [MemberData(nameof(IamShapes))]
    public async Task An_allowed_call_gets_a_policy_for_exactly_the_requested_arn(string shape)
    {
        JsonObject request = Shape(shape);
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "header:Authorization,query:token"));

        Answer answer = await authorizer.InvokeAsync(request);

        answer.IsAllowed();
        Assert.Equal("6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa", answer.Json["principalId"]!.GetValue<string>());
        JsonObject expected = new()
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(new JsonObject
            {
                ["Action"] = "execute-api:Invoke",
                ["Effect"] = "Allow",
                ["Resource"] = request["methodArn"]!.GetValue<string>(),
            }),
        };
        Assert.True(JsonNode.DeepEquals(expected, answer.Json["policyDocument"]), answer.Text);
    }

    [Fact]
    public async Task A_payload_2_0_event_gets_a_simple_response()
    {
        Answer answer = await InvokeAsync(TestEvents.HttpV2(Bearer));

        answer.IsAllowed();
        Assert.True(answer.Json["isAuthorized"]!.GetValue<bool>());
        Assert.Equal(2, answer.Json.Count);
        Assert.Equal("ann", answer.Context["username"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_payload_2_0_event_gets_a_policy_if_AUTHORIZER_HTTP_RESPONSE_is_iam()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_HTTP_RESPONSE", "iam"));

        Answer answer = await authorizer.InvokeAsync(TestEvents.HttpV2(Bearer));

        answer.IsAllowed();
        Assert.Equal("Allow", answer.Effect);
    }

    [Theory]
    [InlineData("RestToken")]
    [InlineData("RestRequest")]
    [InlineData("HttpV1")]
    [InlineData("HttpV2")]
    public async Task A_call_without_permission_is_denied(string shape)
    {
        Answer answer = await InvokeAsync(Shape(shape, "DELETE"));

        answer.IsDenied("route_not_permitted");
    }

    [Theory]
    [InlineData("RestRequest")]
    [InlineData("HttpV1")]
    [InlineData("HttpV2")]
    [InlineData("WebSocket")]
    public async Task A_call_without_a_token_is_unauthorized(string shape)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_TOKEN_SOURCES", "header:Authorization,query:token"));

        Answer answer = await authorizer.InvokeAsync(Shape(shape, authorization: null));

        answer.IsUnauthorized("token_missing");
    }

    [Theory]
    [InlineData("RestToken")]
    [InlineData("RestRequest")]
    [InlineData("HttpV1")]
    [InlineData("HttpV2")]
    public async Task An_invalid_token_is_denied_if_AUTHORIZER_INVALID_TOKEN_RESPONSE_is_deny(string shape)
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_INVALID_TOKEN_RESPONSE", "deny"));

        Answer answer = await authorizer.InvokeAsync(Shape(shape, authorization: "Bearer " + TestTokens.Access(c => c["exp"] = 1)));

        Assert.False(answer.IsError);
        Assert.False(answer.Json["isAuthorized"]?.GetValue<bool>() ?? answer.Effect == "Allow", answer.Text);
        Assert.Equal("token_expired", answer.Context["errorCode"]!.GetValue<string>());
        Assert.Equal("unauthorized", answer.LogLine!["decision"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_context_contains_the_caller_and_the_rule()
    {
        long expiry = TestTokens.Now + 1000;

        Answer answer = await CallAsync(TestTokens.Access(c =>
        {
            c["exp"] = expiry;
            c["cognito:groups"] = new JsonArray("readers", "a,b");
        }));

        JsonObject expected = new()
        {
            ["sub"] = "6f1c0d5e-0001-4b2a-9c3d-aaaaaaaaaaaa",
            ["username"] = "ann",
            ["clientId"] = TestTokens.ClientId,
            ["tokenUse"] = "access",
            ["scope"] = "aws.cognito.signin.user.admin orders/read",
            ["groups"] = "readers a,b",
            ["issuer"] = TestTokens.Issuer,
            ["jti"] = "0b7c1a52-0004-4b2a-9c3d-dddddddddddd",
            ["expiresAt"] = expiry,
            ["ruleId"] = "read-pets",
        };
        Assert.True(JsonNode.DeepEquals(expected, answer.Context), answer.Text);
    }

    [Fact]
    public async Task Claims_are_copied_into_the_context_under_safe_keys()
    {
        IAuthorizer authorizer = await StartAsync(
            ("AUTHORIZER_TOKEN_USE", "id"), ("AUTHORIZER_CONTEXT_CLAIMS", "custom:tenant,email_verified,address,level,absent"));
        string token = TestTokens.Id(c =>
        {
            c["address"] = new JsonObject { ["city"] = "Köln \"x\"" };
            c["level"] = 1.5;
        });

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

        answer.IsAllowed();
        Assert.Equal("acme", answer.Context["custom_tenant"]!.GetValue<string>());
        Assert.True(answer.Context["email_verified"]!.GetValue<bool>());
        Assert.Equal(1.5, answer.Context["level"]!.GetValue<double>());
        Assert.Equal("Köln \"x\"", JsonNode.Parse(answer.Context["address"]!.GetValue<string>())!["city"]!.GetValue<string>());
        Assert.False(answer.Context.ContainsKey("absent"));
        Assert.All(answer.Context, member => Assert.IsType<JsonValue>(member.Value, exactMatch: false));
    }

    [Fact]
    public async Task The_usage_key_comes_from_the_configured_claim()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_USAGE_KEY_CLAIM", "plan_key"));

        Answer answer = await authorizer.InvokeAsync(
            TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c => c["plan_key"] = "gold-0123456789abcdefghij"))));

        Assert.Equal("gold-0123456789abcdefghij", answer.Json["usageIdentifierKey"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("aws-cn")]
    [InlineData("aws-us-gov")]
    [InlineData("aws-eusc")]
    public async Task Every_AWS_partition_is_accepted(string partition)
    {
        JsonObject request = TestEvents.RestToken(Bearer).With(e =>
            e["methodArn"] = $"arn:{partition}:execute-api:region-1:123456789012:api/stage/GET/pets");

        Answer answer = await InvokeAsync(request);

        answer.IsAllowed();
    }

    [Theory]
    [InlineData("")]
    [InlineData("arn")]
    [InlineData("arx:aws:execute-api:r:1:api/stage/GET/pets")]
    [InlineData("arn::execute-api:r:1:api/stage/GET/pets")]
    [InlineData("arn:aws:execute-apx:r:1:api/stage/GET/pets")]
    [InlineData("arn:aws:execute-api::1:api/stage/GET/pets")]
    [InlineData("arn:aws:execute-api:r::api/stage/GET/pets")]
    [InlineData("arn:aws:execute-api:r:1:/stage/GET/pets")]
    [InlineData("arn:aws:execute-api:r:1:api//GET/pets")]
    [InlineData("arn:aws:execute-api:r:1:api/stage//pets")]
    [InlineData("arn:aws:execute-api:r:1:api/stage/")]
    [InlineData("arn:aws:execute-api:r:1:api/stage/GET")]
    [InlineData("arn:aws:execute-api:r:1:api/stage/GE T/pets")]
    [InlineData("arn:aws:execute-api:r:1:api/stage/*/pets")]
    [InlineData("arn:aws:execute-api:r:1:api/stage/$connectx")]
    [InlineData("arn:aws:execute-api:r:1:api/stage/$connect/")]
    [InlineData("arn:aws:execute-api:r:1:api/stage/$disconnect")]
    public async Task An_invalid_method_ARN_is_unsupported(string arn)
    {
        Answer answer = await InvokeAsync(TestEvents.RestToken(Bearer).With(e => e["methodArn"] = arn));

        answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
    }

    [Theory]
    [InlineData(1600, true)]
    [InlineData(1601, false)]
    public async Task An_ARN_of_more_than_1600_bytes_is_unsupported(int length, bool supported)
    {
        string start = TestEvents.Arn("GET", "/users/ann/");
        JsonObject request = TestEvents.RestToken(Bearer).With(e => e["methodArn"] = start + new string('x', length - start.Length));

        Answer answer = await InvokeAsync(request);

        Assert.Equal(supported ? null : "event_unsupported", answer.Reason);
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"authorization":null}""", true)]
    [InlineData("""{"authorization":["TOKEN"]}""", true)]
    [InlineData("""{"AUTHORIZATION":"TOKEN"}""", true)]
    [InlineData("""{"authorization":["TOKEN",7]}""", false)]
    [InlineData("""{"authorization":7}""", false)]
    [InlineData("""{"authorization":true}""", false)]
    [InlineData("""{"authorization":["TOKEN","Bearer x"]}""", false)]
    [InlineData("""{"authorization":"Bearer x"}""", false)]
    [InlineData("""{"x-authorization":"Bearer x","authorizatio":"Bearer y","authorizationx":"Bearer z"}""", true)]
    public async Task The_values_of_the_token_header_must_be_equal_strings(string headers, bool accepted)
    {
        Answer answer = await InvokeAsync(TestEvents.RestRequest(Bearer).With(e =>
            e["multiValueHeaders"] = JsonNode.Parse(headers.Replace("TOKEN", Bearer, StringComparison.Ordinal))));

        Assert.Equal(accepted ? null : "token_malformed", answer.Reason);
    }

    public static TheoryData<string, string?> Shapes => new()
    {
        { """{"warmup":false}""", "unsupported" },
        { """{"warmup":"true"}""", "unsupported" },
        { """{"warmup":1}""", "unsupported" },
        { """{"source":"aws.event"}""", "unsupported" },
        { """{"source":"aws.events"}""", null },
        { """{"warmup":true,"type":"TOKEN"}""", null },
        { """{"warmup":true,"headers":[]}""", "unsupported" },
        { """{"warmup":true""", "unsupported" },
        { """{"warmup":true,"other":{"a":[1,{"b":"\u00e4"}]}}""", null },
        { """{"warmup":true,"cookies":{}}""", "unsupported" },
        { """{"warmup":true,"cookies":"a=b"}""", "unsupported" },
        { """{"warmup":true,"multiValueHeaders":"x"}""", "unsupported" },
        { """{"warmup":true,"queryStringParameters":[]}""", "unsupported" },
        { """{"warmup":true,"multiValueQueryStringParameters":"x"}""", "unsupported" },
        { """{"warmup":true,"headers":{},"headers":{}}""", "unsupported" },
        { """{"warmup":true,"multiValueHeaders":{},"multiValueHeaders":{}}""", "unsupported" },
        { """{"warmup":true,"queryStringParameters":{},"queryStringParameters":{}}""", "unsupported" },
        { """{"warmup":true,"multiValueQueryStringParameters":{},"multiValueQueryStringParameters":{}}""", "unsupported" },
        { """{"warmup":true,"cookies":[],"cookies":[]}""", "unsupported" },
        { """{"warmup":true,"headers":null,"cookies":null,"requestContext":null}""", null },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Every_member_that_is_read_must_be_unique_and_of_the_right_type(string payload, string? fault)
    {
        IAuthorizer authorizer = await DefaultAsync();

        Answer answer = await authorizer.InvokeAsync(Encoding.UTF8.GetBytes(payload));

        if (fault is null)
        {
            Assert.Equal("""{"warm":true}""", answer.Text);
        }
        else
        {
            answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
        }
    }

    [Fact]
    public async Task A_path_can_contain_colons_and_slashes()
    {
        const string Permissions = """{"version":1,"rules":[{"id":"r","effect":"allow","routes":["GET /a:b/{x}"]}]}""";
        using AuthorizerOptions options = new AuthorizerOptions().Permissions(Permissions);
        IAuthorizer authorizer = await StartAsync(options);

        Answer answer = await authorizer.InvokeAsync(TestEvents.RestRequest(Bearer, "GET", "/a:b/c:d"));

        answer.IsAllowed();
    }

    public static TheoryData<string> UnsupportedEvents =>
    [
        string.Empty,
        "nonsense",
        "null",
        "[]",
        "\"text\"",
        "{}",
        """{"type":"REQUEST"}""",
        """{"type":"TOKEN","methodArn":"arn:aws:execute-api:r:1:api/stage/GET/"}""",
        """{"type":"TOKEN","authorizationToken":"Bearer x","methodArn":"arn:aws:s3:::bucket"}""",
        """{"type":"TOKEN","authorizationToken":"Bearer x","methodArn":"arn:aws:execute-api:r:1:api/stage"}""",
        """{"type":"REQUEST","version":"3.0","methodArn":"arn:aws:execute-api:r:1:api/stage/GET/"}""",
        """{"type":"REQUEST","methodArn":"arn:aws:execute-api:r:1:api/stage/GET/pets","headers":"none"}""",
        """{"type":"REQUEST","methodArn":"arn:aws:execute-api:r:1:api/stage/GET/pets"} {}""",
        """{"type":"REQUEST","methodArn":"arn:aws:execute-api:r:1:api/stage/GET/a","methodArn":"arn:aws:execute-api:r:1:api/stage/GET/b"}""",
        """{"Records":[{"eventSource":"aws:sqs"}]}""",
        """{"warmup":"true"}""",
        """{"source":["aws.events"]}""",
    ];

    // A member that the authorizer reads must have the right type, because another program might read the value differently.
    public static TheoryData<string, string, string> UnusableMembers
    {
        get
        {
            var members = new TheoryData<string, string, string>();
            foreach (string shape in new[] { "RestRequest", "HttpV2" })
            {
                foreach (string member in new[] { "type", "path", "rawPath", "httpMethod", "resource", "routeKey", "headers", "requestContext" })
                {
                    members.Add(shape, member, "5");
                    members.Add(shape, member, "[]");
                }

                foreach (string member in new[] { "requestContext.httpMethod", "requestContext.http", "requestContext.requestId", "requestContext.domainName" })
                {
                    members.Add(shape, member, "[\"DELETE\"]");
                    members.Add(shape, member, "true");
                }
            }

            members.Add("HttpV2", "requestContext.http.method", "{}");
            members.Add("HttpV2", "requestContext.http.path", "5");
            members.Add("HttpV2", "cookies", "{}");
            members.Add("HttpV2", "version", "2.0");
            members.Add("HttpV2", "methodArn", "\"arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/demo/GET/admin\"");
            members.Add("HttpV2", "rawPath", "\"\"");
            members.Add("HttpV2", "requestContext.http.method", "\"\"");
            members.Add("RestRequest", "httpMethod", "\"\"");
            members.Add("RestRequest", "path", "\"\"");
            return members;
        }
    }

    [Theory]
    [MemberData(nameof(UnusableMembers))]
    public async Task A_member_of_the_wrong_type_makes_the_event_unsupported(string shape, string member, string value)
    {
        Answer answer = await InvokeAsync(Shape(shape).With(e => Set(e, member, JsonNode.Parse(value))));

        answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
    }

    [Theory]
    [InlineData("\"httpMethod\":\"GET\"", "\"httpMethod\":\"DELETE\"")]
    [InlineData("\"httpMethod\":\"GET\"", "\"http\\u004dethod\":\"GET\"")]
    [InlineData("\"path\":\"/pets\"", "\"path\":\"/admin\"")]
    [InlineData("\"path\":\"/pets\"", "\"path\":null")]
    [InlineData("\"type\":\"REQUEST\"", "\"type\":\"REQUEST\"")]
    [InlineData("\"domainName\":\"a1b2c3d4e5.execute-api.us-east-1.amazonaws.com\"", "\"domainName\":\"api.example.com\"")]
    [InlineData("\"requestId\":\"gateway-request-1\"", "\"requestId\":\"gateway-request-2\"")]
    [InlineData("\"requestContext\":{", "\"requestContext\":{},\"requestContext\":{")]
    public async Task A_duplicate_member_makes_the_event_unsupported(string member, string second)
    {
        string json = TestEvents.RestRequest(Bearer).ToJsonString();
        string twice = json.Replace(member, member.EndsWith('{') ? second : second + "," + member, StringComparison.Ordinal);
        Assert.NotEqual(json, twice);

        Answer answer = await (await DefaultAsync()).InvokeAsync(Encoding.UTF8.GetBytes(twice));

        answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
    }

    [Fact]
    public async Task Null_members_count_as_absent_and_duplicates_of_unread_members_are_ignored()
    {
        JsonObject request = TestEvents.RestRequest(Bearer).With(e =>
        {
            foreach (string member in "path httpMethod resource queryStringParameters multiValueHeaders cookies source".Split(' '))
            {
                e[member] = null;
            }
        });
        string json = request.ToJsonString().Replace("\"stageVariables\":{}", "\"stageVariables\":{},\"stageVariables\":5", StringComparison.Ordinal);

        (await (await DefaultAsync()).InvokeAsync(Encoding.UTF8.GetBytes(json))).IsAllowed();
    }

    [Theory]
    [MemberData(nameof(UnsupportedEvents))]
    public async Task An_unsupported_event_is_an_error_and_the_process_continues(string payload)
    {
        IAuthorizer authorizer = await DefaultAsync();

        Answer answer = await authorizer.InvokeAsync(Encoding.UTF8.GetBytes(payload));

        answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
        (await CallAsync(TestTokens.Access())).IsAllowed();
    }

    [Fact]
    public async Task Warm_up_calls_are_answered_without_a_decision()
    {
        IAuthorizer authorizer = await DefaultAsync();
        JsonObject[] requests =
        [
            TestEvents.ScheduledWarmUp(),
            TestEvents.ScheduledWarmUp().With(e => e["source"] = "aws.scheduler"),
            new JsonObject { ["source"] = "serverless-plugin-warmup" },
            new JsonObject { ["warmup"] = true },
            new JsonObject { ["warmer"] = true, ["concurrency"] = 3 },
            JsonNode.Parse("""{"version":"0","id":"1","detail-type":"Scheduled Event","source":"aws.scheduler","account":"123456789012","resources":["arn:aws:scheduler:us-east-1:123456789012:schedule/default/warm"],"detail":"{}"}""")!.AsObject(),
        ];
        foreach (JsonObject request in requests)
        {
            Answer answer = await authorizer.InvokeAsync(request);

            Assert.Equal("""{"warm":true}""", answer.Text);
            Assert.False(answer.IsError);
        }

        // Warm-up calls write no log line and no metric, so that they cannot affect alarms.
        Assert.Empty(authorizer.LogLines);
    }

    public static TheoryData<string, string> Disagreements => new()
    {
        { "httpMethod", "POST" },
        { "path", "/admin" },
        { "path", "/pets/" },
        { "path", "/admin/pets" },
        { "path", "/demopets" },
        { "path", "xdemo/pets" },
        { "path", "pets" },
        { "rawPath", "/admin" },
        { "requestContext.httpMethod", "DELETE" },
        { "requestContext.httpMethod", "get" },
    };

    [Theory]
    [MemberData(nameof(Disagreements))]
    public async Task An_event_that_contradicts_its_ARN_is_denied(string member, string value)
    {
        Answer answer = await InvokeAsync(TestEvents.RestRequest(Bearer).With(e => Set(e, member, value)));

        answer.IsDenied("route_not_permitted");
    }

    [Fact]
    public async Task A_payload_2_0_event_that_contradicts_its_ARN_is_denied()
    {
        (await InvokeAsync(TestEvents.HttpV2(Bearer).With(e => e["rawPath"] = "/demo/admin"))).IsDenied("route_not_permitted");
        (await InvokeAsync(TestEvents.HttpV2(Bearer).With(e => e["requestContext"]!["http"]!["method"] = "PUT")))
            .IsDenied("route_not_permitted");
        (await InvokeAsync(TestEvents.HttpV2(Bearer).With(e => e["requestContext"]!["http"]!["path"] = "/demo/admin")))
            .IsDenied("route_not_permitted");
        (await InvokeAsync(TestEvents.HttpV2(Bearer).With(e => e["rawPath"] = "/pets"))).IsAllowed();
        (await InvokeAsync(TestEvents.HttpV2(Bearer).With(e => e["requestContext"]!["http"]!["path"] = "/pets"))).IsAllowed();
    }

    [Fact]
    public async Task With_a_custom_domain_the_path_can_begin_with_the_API_mapping()
    {
        JsonObject request = TestEvents.RestRequest(Bearer).With(e =>
        {
            e["path"] = "/v1/pets";
            e["requestContext"]!["domainName"] = "api.example.com";
        });

        (await InvokeAsync(request)).IsAllowed();
        (await InvokeAsync(request.With(e => e["path"] = "/v1/other"))).IsDenied("route_not_permitted");
        (await InvokeAsync(request.With(e => e["path"] = "v1/pets"))).IsDenied("route_not_permitted");
        (await InvokeAsync(request.With(e => e["path"] = "/v1pets"))).IsDenied("route_not_permitted");
        foreach (string noMapping in "//pets /admin/../pets /x;y/pets /..%2f/pets /*/pets".Split(' '))
        {
            (await InvokeAsync(request.With(e => e["path"] = noMapping))).IsDenied("route_not_permitted");
        }

        (await InvokeAsync(request.With(e => e["path"] = "/v%31/p%65ts"))).IsAllowed();
    }

    // Behind an API mapping, the path of a request for the root is only the mapping. It looks like any other path.
    [Theory]
    [InlineData("RestRequest", "resource", "/", true)]
    [InlineData("RestRequest", "resource", "/admin", false)]
    [InlineData("RestRequest", "resource", "/{proxy+}", false)]
    [InlineData("HttpV2", "routeKey", "GET /", true)]
    [InlineData("HttpV2", "routeKey", "GET /admin", false)]
    [InlineData("HttpV2", "routeKey", "$default", false)]
    public async Task With_a_custom_domain_the_root_ARN_requires_the_root_route(string shape, string member, string chosen, bool agrees)
    {
        using AuthorizerOptions options = new AuthorizerOptions().Permissions("""{"version":1,"rules":[{"id":"all","effect":"allow","routes":["* /**"]}]}""");
        IAuthorizer authorizer = await StartAsync(options);
        JsonObject request = Shape(shape).With(e =>
        {
            e[shape == "HttpV2" ? "routeArn" : "methodArn"] = TestEvents.Arn("GET", "/");
            Set(e, shape == "HttpV2" ? "rawPath" : "path", "/admin");
            e["requestContext"]!["http"] = new JsonObject { ["path"] = "/admin" };
            e[member] = chosen;
            e["requestContext"]!["domainName"] = "api.example.com";
        });

        Answer answer = await authorizer.InvokeAsync(request);

        Assert.Equal(agrees ? null : "route_not_permitted", answer.Reason);
    }

    [Theory]
    [InlineData("httpMethod", "DELETE")]
    [InlineData("path", "/admin")]
    [InlineData("rawPath", "/admin")]
    [InlineData("requestContext.httpMethod", "GET")]
    public async Task A_WebSocket_event_with_a_method_or_a_path_is_denied(string member, string value)
    {
        Answer answer = await InvokeAsync(TestEvents.WebSocketConnect(null).With(e =>
        {
            e["headers"]!["Authorization"] = Bearer;
            Set(e, member, value);
        }));

        answer.IsDenied("route_not_permitted");
    }

    // Some events have the decoded path, and some have the original path. Only these two spellings are accepted.
    [Theory]
    [InlineData("/users/%61nn", "/users/ann", true)]
    [InlineData("/users/ann", "/users/%61nn", true)]
    [InlineData("/users/%61nn", "/users/%61nn", true)]
    [InlineData("/users/%61nn", "/users/bob", false)]
    [InlineData("/users/ann", "/users/%62ob", false)]
    public async Task The_path_must_equal_the_path_of_the_ARN_escaped_or_decoded(string arnPath, string path, bool agrees)
    {
        Answer answer = await InvokeAsync(TestEvents.RestRequest(Bearer, "GET", arnPath).With(e => e["path"] = path));

        Assert.Equal(agrees ? null : "route_not_permitted", answer.Reason);
    }

    [Fact]
    public async Task Without_a_domain_name_a_path_with_an_API_mapping_is_denied()
    {
        JsonObject request = TestEvents.RestRequest(Bearer).With(e =>
        {
            e["path"] = "/other/pets";
            _ = e["requestContext"]!.AsObject().Remove("domainName");
        });

        (await InvokeAsync(request)).IsDenied("route_not_permitted");
    }

    [Theory]
    [InlineData("/users/%61nn", "/users/%61nn", true)]
    [InlineData("/users/%61nn", "/users/ann", true)]
    [InlineData("/users/ann", "/users/%61nn", true)]
    [InlineData("/users/%61nn", "/users/bob", false)]
    [InlineData("/users/ann", "/users/%62ob", false)]
    [InlineData("/users/%61nn", "/users/%62nn", false)]
    public async Task Both_paths_of_an_event_must_equal_the_path_of_the_ARN_escaped_or_decoded(string arnPath, string path, bool agrees)
    {
        Answer answer = await InvokeAsync(TestEvents.RestRequest(Bearer, "GET", arnPath).With(e =>
        {
            e["path"] = path;
            e["requestContext"]!["path"] = "/demo" + path;
        }));

        Assert.Equal(agrees ? null : "route_not_permitted", answer.Reason);
    }

    [Theory]
    [InlineData("/demo/pets", true)]
    [InlineData("/pets", true)]
    [InlineData("xdemo/pets", false)]
    [InlineData("/test/pets", false)]
    [InlineData("/demopets", false)]
    [InlineData("/demoo/pets", false)]
    [InlineData("/demo", false)]
    [InlineData("/demo/", false)]
    public async Task The_path_can_begin_with_the_stage_as_a_whole_segment(string rawPath, bool agrees)
    {
        Answer answer = await InvokeAsync(TestEvents.HttpV2(Bearer).With(e =>
        {
            e["rawPath"] = rawPath;
            e["requestContext"]!["http"]!["path"] = rawPath;
        }));

        Assert.Equal(agrees ? null : "route_not_permitted", answer.Reason);
    }

    [Fact]
    public async Task An_HTTP_event_with_the_ARN_of_a_WebSocket_API_is_unsupported()
    {
        Answer answer = await InvokeAsync(TestEvents.HttpV2(Bearer).With(e => e["routeArn"] = TestEvents.ArnPrefix + "$connect"));

        answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
    }

    [Fact]
    public async Task A_method_member_elsewhere_in_the_request_context_is_ignored() =>
        (await InvokeAsync(TestEvents.HttpV2(Bearer).With(e =>
            e["requestContext"]!["authentication"] = new JsonObject { ["method"] = "DELETE", ["clientCert"] = new JsonObject() }))).IsAllowed();

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_request_context_that_is_not_an_object_makes_the_event_unsupported(string context)
    {
        Answer answer = await InvokeAsync(TestEvents.HttpV2(Bearer).With(e => e["requestContext"] = JsonNode.Parse(context)));

        answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
    }

    [Theory]
    [InlineData("\"requestContext\":{")]
    [InlineData("\"requestContext\":{\"http\":{")]
    [InlineData("\"requestContext\":{\"http\":{\"method\":\"GET\"")]
    [InlineData("\"requestContext\":{\"stage\":\"demo\"")]
    [InlineData("\"requestContext\":{\"stage\":[")]
    [InlineData("\"requestContext\":{\"http\":{\"method\":[")]
    [InlineData("\"requestContext\":{\"http\":{\"method\":[}}}}")]
    public async Task An_event_that_ends_inside_its_request_context_is_unsupported(string end)
    {
        string start = $$"""{"version":"2.0","type":"REQUEST","routeArn":"{{TestEvents.Arn("GET", "/pets")}}",{{end}}""";

        Answer answer = await (await DefaultAsync()).InvokeAsync(Encoding.UTF8.GetBytes(start));

        answer.IsServerError("Authorizer.EventUnsupported", "event_unsupported");
    }

    [Fact]
    public async Task Escaped_strings_in_events_are_decoded()
    {
        string json = TestEvents.RestRequest(Bearer).ToJsonString()
            .Replace("/demo/GET/pets", "\\/demo\\/GET\\/p\\u0065ts", StringComparison.Ordinal)
            .Replace("\"Authorization\"", "\"\\u0041uthorization\"", StringComparison.Ordinal);

        Answer answer = await (await DefaultAsync()).InvokeAsync(Encoding.UTF8.GetBytes(json));

        answer.IsAllowed();
        Assert.EndsWith("/demo/GET/pets", answer.Json["policyDocument"]!["Statement"]![0]!["Resource"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static void Set(JsonObject request, string path, JsonNode? value)
    {
        string[] names = path.Split('.');
        JsonObject target = request;
        foreach (string name in names[..^1])
        {
            target = target[name]!.AsObject();
        }

        target[names[^1]] = value;
    }

    private static JsonObject Shape(string shape, string method = "GET") => Shape(shape, Bearer, method);

    private static JsonObject Shape(string shape, string? authorization, string method = "GET") => shape switch
    {
        "RestToken" => TestEvents.RestToken(authorization ?? string.Empty, method),
        "RestRequest" => TestEvents.RestRequest(authorization, method),
        "HttpV1" => TestEvents.HttpV1(authorization, method),
        "HttpV2" => TestEvents.HttpV2(authorization, method),
        "WebSocket" => TestEvents.WebSocketConnect(authorization?["Bearer ".Length..]),
        _ => throw new KeyNotFoundException(shape),
    };
}
