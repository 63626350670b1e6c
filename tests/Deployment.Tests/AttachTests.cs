using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>Follows build/ATTACH.md with an HTTP API, a REST API and a release, without the rest of this repository.</summary>
/// <param name="aws">The AWS emulator.</param>
public sealed class AttachTests(AwsMock aws) : IClassFixture<AwsMock>
{
    private const string AttachPage = "build/ATTACH.md";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_commands_of_the_page_deploy_the_function_and_attach_the_authorizer()
    {
        using Workshop workshop = aws.Open("authorizer");
        workshop.Link("zip");
        workshop.Write("authorizer-linux-arm64.zip", string.Empty);
        workshop.Write("permissions.json", """{"version": 1, "rules": []}""");
        workshop.Write("function-only.yaml", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "build", "function-only.yaml"), Cancellation));
        await ShellAsync(workshop, "rm authorizer-linux-arm64.zip && echo x >bootstrap && zip -q authorizer-linux-arm64.zip bootstrap");
        await ShellAsync(workshop, "aws s3api create-bucket --bucket my-artifacts --create-bucket-configuration LocationConstraint=eu-central-1");
        string http = await ShellAsync(workshop, "aws apigatewayv2 create-api --name http --protocol-type HTTP --query ApiId --output text");
        await ShellAsync(workshop, $"aws apigatewayv2 create-route --api-id {http} --route-key 'GET /pets'");
        string rest = await ShellAsync(workshop, "aws apigateway create-rest-api --name rest --query id --output text");
        string root = await ShellAsync(workshop, $"aws apigateway get-resources --rest-api-id {rest} --query 'items[0].id' --output text");
        string pets = await ShellAsync(workshop, $"aws apigateway create-resource --rest-api-id {rest} --parent-id {root} --path-part pets --query id --output text");
        string method = $"--rest-api-id {rest} --resource-id {pets} --http-method GET";
        await ShellAsync(workshop, $"aws apigateway put-method {method} --authorization-type NONE");
        await ShellAsync(workshop, $"aws apigateway put-integration {method} --type HTTP --integration-http-method GET --uri http://127.0.0.1");

        IReadOnlyList<string> blocks = PageBlocks.Read(AttachPage, "sh");
        Assert.Equal(4, blocks.Count);
        string commands = string.Concat(blocks)
            .Replace("a1b2c3d4e5", http, StringComparison.Ordinal)
            .Replace("f6g7h8i9j0", rest, StringComparison.Ordinal);
        await ShellAsync(workshop, commands);

        string invoked = await OutputAsync(workshop, "AuthorizerInvokeArn");
        Assert.EndsWith(":live/invocations", invoked, StringComparison.Ordinal);
        string route = await ShellAsync(workshop, $"aws apigatewayv2 get-routes --api-id {http} --query 'Items[0].[AuthorizationType, AuthorizerId]' --output text");
        Assert.StartsWith("CUSTOM\t", route, StringComparison.Ordinal);
        Assert.Equal(
            $"{invoked}\tTrue\t2.0",
            await ShellAsync(workshop, $"aws apigatewayv2 get-authorizer --api-id {http} --authorizer-id {route.Split('\t')[1]} --query '[AuthorizerUri, EnableSimpleResponses, AuthorizerPayloadFormatVersion]' --output text"));
        string verb = await ShellAsync(workshop, $"aws apigateway get-method {method} --query '[authorizationType, authorizerId]' --output text");
        Assert.StartsWith("CUSTOM\t", verb, StringComparison.Ordinal);
        Assert.Equal(
            $"{invoked}\tmethod.request.header.Authorization,context.httpMethod,context.path",
            await ShellAsync(workshop, $"aws apigateway get-authorizer --rest-api-id {rest} --authorizer-id {verb.Split('\t')[1]} --query '[authorizerUri, identitySource]' --output text"));
        string policy = await ShellAsync(workshop, $"aws lambda get-policy --function-name {await OutputAsync(workshop, "AuthorizerFunctionName")} --qualifier live --query Policy --output text");
        Assert.Contains($"{http}/authorizers/*", policy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public Task A_template_on_the_page_is_valid(int block, bool isServerless) => CfnLint.AssertCleanAsync(
        "AWSTemplateFormatVersion: \"2010-09-09\"\n" + (isServerless ? "Transform: AWS::Serverless-2016-10-31\n" : string.Empty) + PageBlocks.Read(AttachPage, "yaml")[block]);

    [Fact]
    public Task The_template_for_an_MCP_server_is_valid() =>
        CfnLint.AssertCleanAsync("AWSTemplateFormatVersion: \"2010-09-09\"\n" + PageBlocks.Read("src/Authorizer/Mcp/README.md", "yaml")[0]);

    private static Task<string> OutputAsync(Workshop workshop, string name) => ShellAsync(
        workshop, $"aws cloudformation describe-stacks --stack-name authorizer --output text --query \"Stacks[0].Outputs[?OutputKey=='{name}'].OutputValue\"");

    private static async Task<string> ShellAsync(Workshop workshop, string commands)
    {
        ScriptResult result = await workshop.RunToolAsync("sh", ["-euc", commands], Cancellation);
        Assert.True(result.ExitCode == 0, result.Output + result.Errors);
        return result.Output.Trim();
    }
}
