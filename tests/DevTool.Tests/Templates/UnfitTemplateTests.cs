using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using Contract;
using DevTool.Gateway.Definitions;
using DevTool.Stack;
using DevTool.Templates;
using DevTool.Templates.Resources;
using Xunit;

namespace DevTool.Tests.Templates;

/// <summary>Templates that the local stack cannot run. The error is one line that contains the reason.</summary>
public sealed class UnfitTemplateTests : IDisposable
{
    private const string Groups =
        """
          G1: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: readers } }
          G2: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: admins } }
          G3: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: suspended } }
        """;

    private const string Authorizer =
        """
          AuthorizerFunction:
            Type: AWS::Serverless::Function
            Properties: { Runtime: provided.al2023, Handler: bootstrap, CodeUri: ., Environment: { Variables: { AUTHORIZER_USER_POOL_IDS: !Ref Pool } } }
        """;

    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("unfit-").FullName, "template.yaml");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public async Task A_template_without_the_authorizer_is_reported() => Assert.Equal(
        $"{_file}: none of the functions (SampleApiFunction) has a variable AUTHORIZER_…, so none is recognized as the authorizer; set the authorizer's variables in the template",
        await StartAsync(Api("!GetAtt SampleApiFunction.Arn") + Groups));

    [Fact]
    public async Task A_user_pool_without_the_groups_of_the_demo_is_reported() => Assert.Equal(
        $"{_file}:4: the user pool Pool lacks the groups admins, suspended, which the demo's users need; add each as an AWS::Cognito::UserPoolGroup",
        await StartAsync(Api("!GetAtt AuthorizerFunction.Arn") + Authorizer + "\n" + Groups.Split('\n')[0]));

    [Theory]
    [InlineData("!Sub 'arn:aws:lambda:us-east-1:123123123123:function:my-jwt-authorizer-${AWS::StackName}'")]
    [InlineData("!Sub 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:my-jwt-authorizer-${AWS::StackName}'")]
    [InlineData("!Sub 'arn:aws:lambda:eu-west-1:${AWS::AccountId}:function:AuthorizerFunction'")]
    public async Task An_authorizer_of_another_stack_is_reported(string arn)
    {
        string problem = await StartAsync(Api(arn) + Authorizer + "\n" + Groups);

        Assert.StartsWith($"{_file}:18: FunctionArn is not a function of this template: \"arn:aws:lambda:", problem, StringComparison.Ordinal);
        Assert.EndsWith("; use one that the local gateway runs: SampleApiFunction, AuthorizerFunction", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public async Task A_dynamic_reference_is_reported_if_its_value_matters()
    {
        string around = Api("!GetAtt AuthorizerFunction.Arn") + Groups + "\n";
        string problem = await StartAsync(around + Authorizer.Replace("!Ref Pool", "'{{resolve:ssm:/x/claims}}'", StringComparison.Ordinal));
        Assert.Equal(
            $"{_file}:36: the local gateway does not resolve \"{{{{resolve:ssm:/x/claims}}}}\" (AUTHORIZER_USER_POOL_IDS of Environment of AuthorizerFunction); give the value through a parameter",
            problem);

        Assert.Empty(Errors(around + Authorizer.Replace("CodeUri: .", "Layers: ['{{resolve:ssm:/x/layer}}']", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Layers: [!Ref Stored]", true)]
    [InlineData("Timeout: !Ref Stored", false)]
    public void A_Parameter_Store_value_is_reported_if_the_value_matters(string property, bool runs)
    {
        string template = "Parameters:\n  Stored: { Type: AWS::SSM::Parameter::Value<String>, Default: /x/layer }\n" + Text(
            Api("!GetAtt AuthorizerFunction.Arn") + Groups + "\n" + Authorizer.Replace("CodeUri: .", property, StringComparison.Ordinal));

        IReadOnlyList<TemplateError> errors = ErrorsOf(template);
        Assert.Equal(runs, errors.Count == 0);
        Assert.All(errors, error => Assert.Contains("{{resolve:ssm:/x/layer}}", error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("FunctionPayloadType: TOKEN, Identity: { Header: Authorization, ValidationExpression: '^Bearer [(' }", "ValidationExpression is not a regular expression: ")]
    [InlineData("FunctionPayloadType: REQUEST, Identity: { Headers: [Authorization], ReauthorizeEvery: 3601 }", "ReauthorizeEvery is 3601; use 0 to 3600 seconds")]
    [InlineData("FunctionPayloadType: REQUEST, Identity: { Headers: [Authorization], ReauthorizeEvery: -1 }", "ReauthorizeEvery is -1; use 0 to 3600")]
    public void A_value_that_API_Gateway_would_refuse_is_reported(string properties, string message)
    {
        string api = Api("!GetAtt AuthorizerFunction.Arn").Replace("FunctionPayloadType: REQUEST, Identity: { Headers: [Authorization] }", properties, StringComparison.Ordinal);

        TemplateError error = Assert.Single(Errors(api + Authorizer + "\n" + Groups));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(19, error.Line);
    }

    [Fact]
    public void An_invalid_AllowedPattern_is_reported()
    {
        string template = "Parameters:\n  P: { Type: String, Default: x, AllowedPattern: '[(' }\n" + Text(Api("!GetAtt AuthorizerFunction.Arn") + Authorizer + "\n" + Groups);

        Assert.StartsWith("AllowedPattern of P is not a regular expression: ", Assert.Single(ErrorsOf(template)).Message, StringComparison.Ordinal);
    }

    private static string Api(string authorizer) =>
        $$"""
          Client:
            Type: AWS::Cognito::UserPoolClient
            Properties: { UserPoolId: !Ref Pool, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH] }
          Api:
            Type: AWS::Serverless::Api
            Properties:
              StageName: prod
              Auth:
                DefaultAuthorizer: A
                Authorizers:
                  A: {
                    FunctionArn: {{authorizer}},
                    FunctionPayloadType: REQUEST, Identity: { Headers: [Authorization] }
                  }
          SampleApiFunction:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: provided.al2023
              Handler: bootstrap
              CodeUri: .
              Events:
                E:
                  Type: Api
                  Properties: { RestApiId: !Ref Api, Method: GET, Path: /pets }

        """;

    // The pool is in line 4.
    private static string Text(string resources) =>
        "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\nResources:\n  Pool:\n    Type: AWS::Cognito::UserPool\n\n" + resources;

    private static IReadOnlyList<TemplateError> Errors(string resources) => ErrorsOf(Text(resources));

    private static IReadOnlyList<TemplateError> ErrorsOf(string template)
    {
        var errors = new TemplateErrors("t.yaml");
        StackDefinition? stack = StackReader.Read(template, new Dictionary<string, string>(), new Dictionary<string, string>(), errors);
        Assert.Equal(stack is null, errors.Any);
        return errors.All;
    }

    private async Task<string> StartAsync(string resources)
    {
        await File.WriteAllTextAsync(_file, Text(resources), TestContext.Current.CancellationToken);
        using HttpClient http = LoopbackHttp.CreateClient();
        ToolException problem = await Assert.ThrowsAsync<ToolException>(() => LocalStack.StartAsync(
            StackSettings.In(Repository.Root) with { Template = _file }, http, (_, _) => { }, TestContext.Current.CancellationToken));
        return problem.Message;
    }
}
