using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Contract;
using DevTool.Gateway.Definitions;
using DevTool.Templates;
using DevTool.Templates.Resources;
using Xunit;

namespace DevTool.Tests.Templates;

/// <summary>The template of this repository, unchanged and with mistakes.</summary>
public sealed class TemplateTests
{
    private static readonly string Template = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));

    [Fact]
    public void The_complete_template_is_read()
    {
        StackDefinition stack = Read([]);

        Assert.Equal([ApiKind.Rest, ApiKind.Http, ApiKind.WebSocket], stack.Apis.Select(api => api.Kind));
        Assert.Equal(["AuthorizerFunction", "SampleApiFunction"], stack.Functions.Select(function => function.LogicalId));
        Assert.Equal(["readers", "admins", "suspended"], stack.UserPool.Groups);
        Assert.All(stack.Apis.SelectMany(api => api.Routes), route =>
            Assert.Equal(
                route.Method != "OPTIONS" && route.Path is not ("$disconnect" or "$default") && !route.Path.StartsWith("/.well-known/", StringComparison.Ordinal), route.Authorizer is { Function: "AuthorizerFunction" }));
        Assert.Equal("$request.body.action", stack.Apis[2].RouteSelectionExpression);
        Assert.True(stack.Apis[2].Routes.Single(route => route.Key == "$default").HasResponse);
    }

    [Fact]
    public void Other_parameter_values_change_the_stack()
    {
        StackDefinition stack = Read(new() { ["CacheSeconds"] = "17", ["CreateHttpApi"] = "false", ["AllowedOrigin"] = "https://a.example" });

        Assert.Equal([ApiKind.Rest, ApiKind.WebSocket], stack.Apis.Select(api => api.Kind));
        Assert.Equal(TimeSpan.FromSeconds(17), stack.Apis[0].Routes[0].Authorizer!.ResultTtl);
        Assert.Equal("'https://a.example'", stack.Apis[0].GatewayResponses["UNAUTHORIZED"].Headers["Access-Control-Allow-Origin"]);
    }

    [Fact]
    public void Live_data_initially_has_the_permissions_file_and_no_revocations()
    {
        StackDefinition stack = Read(new() { ["LiveData"] = "true" });

        string rules = File.ReadAllText(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"));
        foreach ((string variable, string content) in (ReadOnlySpan<(string, string)>)[("AUTHORIZER_PERMISSIONS_URI", rules), ("AUTHORIZER_REVOCATIONS_URI", """{"version": 1}""")])
        {
            Assert.Equal(content.Trim(), stack.LiveDocuments[new Uri(stack.Functions[0].Environment[variable]).AbsolutePath].Trim());
        }

        Assert.Empty(Read([]).LiveDocuments);
        Assert.DoesNotContain("AUTHORIZER_PERMISSIONS_URI", Read([]).Functions[0].Environment.Keys);
    }

    [Fact]
    public void The_environment_has_the_IDs_of_created_resources()
    {
        var learned = new Dictionary<string, string> { ["UserPool"] = "local_1", ["UserPoolClient"] = "c1" };
        var errors = new TemplateErrors("template.yaml");
        StackDefinition stack = StackReader.Read(Template, new Dictionary<string, string>(), learned, errors)!;

        IReadOnlyDictionary<string, string> environment = stack.Functions[0].Environment;
        Assert.Equal("local_1", environment["AUTHORIZER_USER_POOL_IDS"]);
        Assert.StartsWith("c1", environment["AUTHORIZER_CLIENT_IDS"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Type: AWS::Serverless::HttpApi", "Type: AWS::Serverless::HttpApii", "does not support the resource type \"AWS::Serverless::HttpApii\"", -1)]
    [InlineData("      RouteSelectionExpression: $request", "      RouteSelection: x\n      RouteSelectionExpression: $request", "does not support RouteSelection of WebSocketApi", 0)]
    [InlineData("ReauthorizeEvery:", "ReauthorizeAfter:", "does not support ReauthorizeAfter of Identity of TokenAuthorizer of", 0)]
    [InlineData("FunctionPayloadType: REQUEST", "FunctionPayloadType: JWT", "FunctionPayloadType of TokenAuthorizer of", 0)]
    [InlineData("        UNAUTHORIZED:", "        UNAUTHORISED:", "API Gateway has no response type \"UNAUTHORISED\"", 1)]
    [InlineData("- \"'Bearer'\"", "- Bearer", "WWW-Authenticate: \"Bearer\" must be text in single quotes", null)]
    [InlineData("{\"code\":\"unauthorized\"", "{\"code\":\"$input.path\"", "in gateway responses", 0)]
    [InlineData("DefaultAuthorizer: TokenAuthorizer", "DefaultAuthorizer: Missing", "the API has no authorizer \"Missing\"", 0)]
    [InlineData("type: aws_proxy", "type: aws", "use one that the local gateway supports: aws_proxy", 0)]
    [InlineData("schema: { $ref: \"#/components/schemas/Profile\" }", "schema: { $ref: \"#/components/schemas/Nothing\" }", "there is no schema \"#/components/schemas/Nothing\"", 0)]
    [InlineData("x-amazon-apigateway-request-validator: everything", "x-amazon-apigateway-request-validator: nothing", "there is no request validator \"nothing\"", 0)]
    [InlineData("Target: !Sub integrations/${WebSocketIntegration}", "Target: integrations/Other", "there is no integration \"integrations/Other\"", 0)]
    [InlineData("integrations/SampleApi\"", "integrations/Other\"", "there is no integration \"#/components/x-amazon-apigateway-integrations/Other\"", 0)]
    [InlineData("!GetAtt AuthorizerLogGroup.Arn", "!GetAtt AuthorizerLogGrup.Arn", "there is no resource \"AuthorizerLogGrup\"", 0)]
    [InlineData("Globals:", "Globls:", "unknown section \"Globls\"", 0)]
    [InlineData("Timeout: !Ref AuthorizerTimeout", "Timeout: soon", "Timeout of AuthorizerFunction must be a whole number; found \"soon\"", 0)]
    [InlineData("Resources:\n", "Resources:\n  Bad: [\n", "not YAML", null)]
    public void A_template_error_is_reported_with_its_line(string original, string edit, string message, int? lineOffset) =>
        IsNamed(original, edit, message, lineOffset, []);

    [Theory]
    [InlineData("      ContentType: application/json\n", "      ContentKind: application/json\n", "does not support ContentKind of FirstPermissions", 0)]
    [InlineData("      ConfigurationVersion: !Ref FirstPermissions", "      Version: !Ref FirstPermissions", "PermissionsDeployment must have ConfigurationVersion", null)]
    [InlineData("      DeploymentStrategyId: !Ref AtOnce\n", "      DeploymentStrategy: !Ref AtOnce\n", "does not support DeploymentStrategy of PermissionsDeployment", 0)]
    [InlineData("      LocationUri: hosted", "      LocationUri: ssm-parameter://rules", "LocationUri of PermissionsProfile is \"ssm-parameter://rules\"; use one that the local gateway supports: hosted", 0)]
    [InlineData("      Type: AWS.Freeform", "      Type: AWS.AppConfig.FeatureFlags", "Type of PermissionsProfile is \"AWS.AppConfig.FeatureFlags\"; use one that the local gateway supports: AWS.Freeform", 0)]
    [InlineData("      Description: !Sub The live documents", "      Purpose: !Sub The live documents", "does not support Purpose of LiveApplication", 0)]
    [InlineData("!Ref LiveApplication\n      Name: permissions\n", "!Ref LiveApplication\n      Nam: permissions\n", "does not support Nam of LiveEnvironment", 1)]
    [InlineData("      GrowthFactor: 100", "      Growth: 100", "does not support Growth of AtOnce", 0)]
    public void An_error_in_the_live_data_is_reported_with_its_line(string original, string edit, string message, int? lineOffset) =>
        IsNamed(original, edit, message, lineOffset, new() { ["LiveData"] = "true" });

    [Fact]
    public void Several_errors_are_reported_together()
    {
        string edited = Template
            .Replace("        UNAUTHORIZED:", "        UNAUTHORISED:", StringComparison.Ordinal)
            .Replace("ProtocolType: WEBSOCKET", "ProtocolType: GRPC", StringComparison.Ordinal);
        var errors = new TemplateErrors("template.yaml");

        Assert.Null(StackReader.Read(edited, new Dictionary<string, string>(), new Dictionary<string, string>(), errors));
        Assert.Equal(2, errors.All.Count);
    }

    private static void IsNamed(string original, string edit, string message, int? lineOffset, Dictionary<string, string> parameters)
    {
        int at = Template.IndexOf(original, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the template no longer contains {original}");
        string edited = Template[..at] + edit + Template[(at + original.Length)..];
        var errors = new TemplateErrors("template.yaml");

        Assert.Null(StackReader.Read(edited, parameters, new Dictionary<string, string>(), errors));
        TemplateError error = errors.All.First(error => error.Message.Contains(message, StringComparison.Ordinal));
        if (lineOffset is { } offset)
        {
            Assert.Equal(edited[..at].Count(c => c == '\n') + 1 + offset, error.Line);
        }
    }

    private static StackDefinition Read(Dictionary<string, string> parameters)
    {
        var errors = new TemplateErrors("template.yaml");
        StackDefinition? stack = StackReader.Read(Template, parameters, new Dictionary<string, string>(), errors);
        Assert.Empty(errors.All.Select(error => error.ToString()));
        return stack!;
    }
}
