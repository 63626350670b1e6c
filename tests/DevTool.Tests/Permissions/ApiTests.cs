using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using DevTool.Routes;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>The commands <c>coverage</c> and <c>init</c>, which compare rules with the routes of an API and create rules from them.</summary>
public sealed class ApiTests : IDisposable
{
    private const string OpenApi = """
        {
        	"openapi": "3.0.1",
        	"paths": {
        		"/orders": {
        			"get": { "security": [{ "oauth": ["orders/read"] }, { "oauth": ["orders/write"] }], "responses": {} },
        			"post": { "security": [{ "oauth": ["orders/write", "audit"] }], "responses": {} }
        		},
        		"/orders/{id}": { "x-amazon-apigateway-any-method": { }, "get": { "security": [{ "oauth": ["orders/read"] }] } },
        		"/orders/mine": { "get": { "security": [{ "oauth": ["me"] }] } },
        		"/files/{proxy+}": { "get": { "security": [{ "oauth": ["files"] }] } },
        		"/health": { "get": { "security": [] } }
        	}
        }
        """;

    private const string Cdk = """
        {
         "Resources": {
          "Api": { "Type": "AWS::ApiGateway::RestApi", "Properties": { "Name": "a" } },
          "Pets": { "Type": "AWS::ApiGateway::Resource", "Properties": { "ParentId": { "Fn::GetAtt": ["Api", "RootResourceId"] }, "PathPart": "pets", "RestApiId": { "Ref": "Api" } } },
          "Pet": { "Type": "AWS::ApiGateway::Resource", "Properties": { "ParentId": { "Ref": "Pets" }, "PathPart": "{id}", "RestApiId": { "Ref": "Api" } } },
          "GetPet": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "GET", "AuthorizationType": "CUSTOM", "ResourceId": { "Ref": "Pet" } } },
          "Root": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "ANY", "AuthorizationType": "CUSTOM", "ResourceId": { "Fn::GetAtt": ["Api", "RootResourceId"] } } },
          "Preflight": { "Type": "AWS::ApiGateway::Method", "Properties": { "HttpMethod": "OPTIONS", "AuthorizationType": "NONE", "ResourceId": { "Ref": "Pet" } } },
          "Connect": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "RouteKey": "$connect", "AuthorizationType": "CUSTOM" } },
          "Message": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "RouteKey": "send" } },
          "Http": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "RouteKey": "PUT /things/{proxy+}", "AuthorizationType": "JWT", "AuthorizationScopes": ["a", "b"] } },
          "Default": { "Type": "AWS::ApiGatewayV2::Route", "Properties": { "RouteKey": "$default", "AuthorizationType": "CUSTOM" } }
         }
        }
        """;

    private const string Sam = """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Function:
            Type: AWS::Serverless::Function
            Properties:
              Role: !GetAtt Role.Arn
              Events:
                Pets: { Type: Api, Properties: { Path: /pets, Method: get, RestApiId: !Ref Api } }
                Open: { Type: HttpApi, Properties: { Path: /open, Method: GET, Auth: { Authorizer: NONE } } }
                Every: { Type: HttpApi }
          Api:
            Type: AWS::Serverless::Api
            Properties:
              DefinitionBody:
                security: [{ Authorizer: [] }]
                paths:
                  /pets/{id}:
                    put: { responses: {} }
                    options: { security: [{ NONE: [] }] }
        """;

    private const string Conditional = """
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          WithBeta: { Type: String, Default: "false" }
          Stage: { Type: String, Default: dev, AllowedValues: [dev, prod] }
          Unused: { Type: "AWS::EC2::VPC::Id" }
        Conditions:
          HasBeta: !Equals [!Ref WithBeta, "true"]
          IsProduction: !And [!Equals [!Sub "${Stage}!", "prod!"], !Not [!Condition HasBeta]]
          OfVpc: !Equals [!Ref Unused, x]
        Resources:
          Beta:
            Type: AWS::ApiGatewayV2::Route
            Condition: HasBeta
            Properties: { RouteKey: "GET /beta", AuthorizationType: CUSTOM }
          Network: { Type: "AWS::EC2::SecurityGroup", Condition: OfVpc }
          Function:
            Type: AWS::Serverless::Function
            Properties:
              MemorySize: !If [OfVpc, 256, 512]
              Events:
                One: { Type: HttpApi, Properties: { Path: /one, Method: GET } }
                Two: !If [IsProduction, { Type: HttpApi, Properties: { Path: /two, Method: GET } }, !Ref AWS::NoValue]
                Three: { Type: HttpApi, Properties: { Path: !If [IsProduction, /three, /trois], Method: GET } }
        """;

    private readonly ToolProcess _tool = new();

    [Fact]
    public void Routes_are_read_from_OpenApi_with_their_scopes() => Assert.Equal(
        [
            "GET /orders guarded orders/read|orders/write", "POST /orders guarded orders/write+audit", "* /orders/{id} guarded ", "GET /orders/{id} guarded orders/read",
            "GET /orders/mine guarded me", "GET /files/{proxy+} guarded files", "GET /health open ",
        ],
        Routes(OpenApi));

    [Fact]
    public void Routes_are_read_from_the_resources_of_a_template() => Assert.Equal(
        ["GET /pets/{id} guarded ", "* / guarded ", "OPTIONS /pets/{id} open ", "$connect guarded ", "PUT /things/{proxy+} guarded a|b", "* /** guarded "], Routes(Cdk));

    [Fact]
    public void Routes_are_read_from_events_and_from_the_definition_of_a_SAM_template() => Assert.Equal(
        ["GET /pets guarded ", "GET /open open ", "* /** guarded ", "PUT /pets/{id} guarded ", "OPTIONS /pets/{id} open "], Routes(Sam));

    [Fact]
    public async Task Routes_without_rules_and_rules_without_routes_are_reported()
    {
        string api = _tool.Write("openapi.json", OpenApi);
        string rules = _tool.Write(
            "p.json",
            """
            {
              "version": 1,
              "rules": [
                { "id": "list", "effect": "allow", "routes": ["GET /orders", "GET /order"] },
                { "id": "one", "effect": "allow", "routes": ["GET /orders/{id}"], "when": { "anyGroup": ["a"] } },
                { "id": "gone", "effect": "allow", "routes": ["* /old/**", "GET /health"] },
                { "id": "public", "effect": "allow", "routes": ["GET /files/public/**"] },
                { "id": "closed", "effect": "deny", "routes": ["GET /orders/mine"] },
                { "id": "suspended", "effect": "deny", "routes": ["* /**"], "when": { "anyGroup": ["suspended"] } }
              ]
            }
            """);

        (int code, string output, string errors) = await _tool.RunAsync("coverage", "--permissions", rules, "--api", api);

        Assert.Equal((1, string.Empty), (code, errors));
        Assert.Equal(
            $"""
            6 API routes: 3 that no caller may call, 2 that every verified caller may call; 2 rules or routes of rules match no API route
            {api}:6: POST /orders: no rule allows it; add a rule, or remove the route
            {api}:8: * /orders/{"{id}"}: no rule allows it; add a rule, or remove the route
            {api}:9: GET /orders/mine: rule "closed" denies it to every caller
            {api}:5: GET /orders: rule "list" lets every verified caller call it, unless rule "suspended" denies it
            {api}:10: GET /files/{"{proxy+}"}: rule "public" lets every verified caller call the part "GET /files/public/**" of it, unless rule "suspended" denies it
            p.json:4: rule "list": "GET /order" reaches no route of the API; correct it, or remove it
            p.json:6: rule "gone" reaches no route of the API; correct its routes, or remove it

            """,
            output);
    }

    [Fact]
    public async Task The_sample_rules_cover_every_route_of_the_template()
    {
        (int code, string output, string errors) = await _tool.RunInAsync(Repository.Root, "coverage", "--api", "template.yaml");

        Assert.True(code == 0, output + errors);
        Assert.StartsWith("16 API routes: 0 that no caller may call, 1 that every verified caller may call;", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conditions_of_a_template_are_evaluated_with_defaults_and_with_given_values()
    {
        string rules = _tool.Write("p.json", """{"version":1,"rules":[{"id":"a","effect":"allow","routes":["* /**"],"when":{"anyGroup":["a"]}}]}""");
        string api = _tool.Write("template.yaml", Conditional);
        Task<(int Code, string Output, string Errors)> CoverageAsync(params string[] parameters) =>
            _tool.RunAsync(["coverage", "--permissions", rules, "--api", api, .. parameters.SelectMany(parameter => new[] { "--parameter", parameter })]);

        (int code, string output, string errors) = await CoverageAsync();
        Assert.True(code == 0, output + errors);
        Assert.StartsWith("2 API routes: ", output, StringComparison.Ordinal);
        Assert.Equal($"{api}: these resources are omitted, because their conditions are false: Beta\n", errors);

        Assert.StartsWith("3 API routes: ", (await CoverageAsync("Stage=prod")).Output, StringComparison.Ordinal);
        Assert.StartsWith("3 API routes: ", (await CoverageAsync("WithBeta=true")).Output, StringComparison.Ordinal);
        Assert.Equal((78, $"{api}:4: the parameter Stage: \"test\" must be one of dev, prod\n"), (await CoverageAsync("Stage=test")) is var refused ? (refused.Code, refused.Errors) : default);
        Assert.Equal((64, "no template has a parameter \"WithBetta\"; did you mean \"WithBeta\"?\n"), (await CoverageAsync("WithBetta=true")) is var unknown ? (unknown.Code, unknown.Errors) : default);
    }

    [Fact]
    public async Task A_parameter_without_a_value_is_reported_if_a_condition_needs_the_value()
    {
        string api = _tool.Write("template.yaml", Conditional.Replace(", Default: dev", string.Empty, StringComparison.Ordinal));

        (int code, string output, string errors) = await _tool.RunAsync("coverage", "--api", api);

        Assert.Equal((78, string.Empty), (code, output));
        Assert.Equal($"{api}:4: the parameter Stage has no default; give it a value with --parameter Stage=…\n", errors);
    }

    [Fact]
    public async Task Several_files_form_one_API_and_the_JSON_output_has_the_findings()
    {
        (int code, string output, _) = await _tool.RunAsync("coverage", "--json", "--api", _tool.Write("a.json", OpenApi), _tool.Write("b.json", Cdk));

        Assert.Equal(1, code);
        Assert.Equal(11, JsonNode.Parse(output)!["routes"]!.GetValue<int>());
        Assert.Contains("GET /files/{proxy+}", JsonNode.Parse(output)!["unreached"]!.AsArray().Select(finding => finding!["route"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("a: 1")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData(null)]
    public async Task A_file_without_an_API_is_refused(string? text)
    {
        string file = text is null ? _tool["missing"] : _tool.Write("api.yaml", text);

        (int code, string output, string errors) = await _tool.RunAsync("coverage", "--api", file);

        Assert.Equal((78, string.Empty), (code, output));
        Assert.StartsWith(file, errors, StringComparison.Ordinal);
        Assert.Equal(64, (await _tool.RunAsync("coverage")).Code);
    }

    [Theory]
    [InlineData(OpenApi, 5)]
    [InlineData(Cdk, 2)]
    [InlineData(Sam, 0)]
    public async Task Files_created_by_init_pass_check_fmt_and_test(string api, int rules)
    {
        (int code, string output, string errors) = await _tool.RunAsync("init", "--api", _tool.Write("api", api));

        Assert.True(code == 0, errors);
        Assert.StartsWith($"permissions.json: {rules} rules, tests in permissions.test.json\n", output, StringComparison.Ordinal);
        Assert.Equal(0, (await _tool.RunAsync("check", "--permissions", "permissions.json")).Code);
        Assert.Equal(0, (await _tool.RunAsync("fmt", "--check")).Code);
        (int tested, string results, string problems) = await _tool.RunAsync("test", "--min", "100");
        Assert.True(tested == 0, results + problems);
        Assert.DoesNotContain(" 0 calls", results, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_denies_routes_without_scopes_and_reports_rules_that_allow_more_than_a_route()
    {
        string api = _tool.Write("openapi.json", OpenApi);

        (_, string output, _) = await _tool.RunAsync("init", "--api", api);

        Assert.Equal(
            $"""
            permissions.json: 5 rules, tests in permissions.test.json
            {api}:9: rule "orders/read" allows GET /orders/mine to callers with scope orders/read, although the API does not; narrow the routes of the rule, unless this is intended
            denied until a rule allows it: * /orders/{"{id}"}

            """,
            output);
        JsonNode tests = JsonNode.Parse(_tool.Read("permissions.test.json"))!["tests"]!;
        Assert.Equal("no-scopes", tests[0]!["caller"]!.GetValue<string>());
        Assert.Null(tests[0]!["allow"]);
        Assert.Equal(6, tests[0]!["deny"]!.AsArray().Count);
    }

    [Fact]
    public async Task Init_overwrites_files_only_with_the_option_force()
    {
        string api = _tool.Write("openapi.json", OpenApi);
        _ = _tool.Write("own.test.json", "mine");

        (int refused, _, string errors) = await _tool.RunAsync("init", "--api", api, "--permissions", "own.json");
        bool written = File.Exists(_tool["own.json"]);
        string kept = _tool.Read("own.test.json");
        (int forced, string output, _) = await _tool.RunAsync("init", "--api", api, "--permissions", "own.json", "--force", "--json");

        Assert.Equal((64, false, "mine", 0), (refused, written, kept, forced));
        Assert.Equal("own.test.json exists; add --force to overwrite it\n", errors);
        Assert.Equal(5, JsonNode.Parse(output)!["rules"]!.GetValue<int>());
        Assert.Equal("own.json", JsonNode.Parse(_tool.Read("own.test.json"))!["permissions"]!.GetValue<string>());
    }

    public void Dispose() => _tool.Dispose();

    private static string[] Routes(string text) =>
        [.. ApiReader.Read("api", text).Routes.Select(route => $"{route.Text} {(route.Guarded ? "guarded" : "open")} {string.Join('|', route.Scopes.Select(set => string.Join('+', set)))}")];
}
