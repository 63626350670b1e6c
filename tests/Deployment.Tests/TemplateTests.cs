using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Contract;
using Xunit;

namespace Deployment.Tests;

/// <summary>
/// Checks the templates after the SAM transform. Every combination of the conditions must match the schemas of CloudFormation's registry. Calls
/// to an emulator of the services then create the resources. TemplateCheck.py runs the checks.
/// </summary>
/// <param name="checker">Checks the templates and the broken copies in one run.</param>
public sealed partial class TemplateTests(TemplateChecker checker) : IClassFixture<TemplateChecker>
{
    /// <summary>Mistakes in the template, each with a part of the expected message.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { """FunctionName=\"${AuthorizerFunction}\" """, """FunctionName="${AuthorizerFunction}" """, "Dashboard: DashboardBody is not valid JSON" },
        { "            post:\n", "            x-amazon-apigateway-any-method:\n", "/admin/{proxy+}: a route that takes OPTIONS has an authorizer" },
        { "        DefaultAuthorizer: TokenAuthorizer\n", "", "RestApi: get /pets has no authorizer" },
        { "RuleCondition: !Equals [!Ref LogSubject, hash]", "RuleCondition: !Equals [!Join [\"\", [!Ref LogSubject]], hash]", "CloudFormation does not support Fn::Join in rules" },
        { "!Equals [!Ref LiveData, \"true\"]\n        AssertDescription", "!Equals [!Ref ShadowPermissions, \"true\"]\n        AssertDescription", "an assertion is always {True}" },
        { "      OpenApiVersion: 3.0.1\n", "", "creates a second stage" },
        { "- authorizer-watched-${Unique}", "- ${AWS::StackName}-watched-${Unique}", "Watched: Name: " },
        { "!Ref RevocationsEnvironment\n", "!Ref RevocationEnvironment\n", "there is no resource RevocationEnvironment" },
        { "Type: AWS::AppConfig::Deployment\n    Condition: HasLiveData\n", "Type: AWS::AppConfig::Deployment\n", "its condition HasLiveData is false" },
        { "environments/permissions/", "environments/${LiveEnvironment}/", "a dependency cycle: " },
        {
            "FunctionName: !Ref AuthorizerFunction.Alias",
            "FunctionName: !If [HasProvisionedConcurrency, !Ref AuthorizerFunction.Alias, !GetAtt AuthorizerFunction.Arn]",
            "WebSocketMayCallAuthorizer: is replaced when a parameter changes"
        },
        { "FunctionArn: !Ref AuthorizerFunction.Alias", "FunctionArn: !GetAtt AuthorizerFunction.Arn", "which is not an alias" },
        { "\"header:Authorization,query:token\"", "\"query:token\"", "RestApi: its identity source is header:Authorization" },
        { "\"routeKey\":\"$context.routeKey\"", "\"path\":\"$context.path\"", "$context.path is not a variable" },
        { "    DeletionPolicy: Retain\n", "    DeletionPolicy: Delete\n", "UserPool: DeletionPolicy must be Retain" },
        {
            "https://cognito-idp.${Region}.amazonaws.com/${Pool}\n                              - Region: !If [NewUserPool, !Ref AWS::Region, !Select [0, !Split [_, !Ref UserPoolId]]]",
            "https://cognito-idp.${Region}.amazonaws.com/${Pool}\n                              - Region: !Ref AWS::Region",
            "has a user pool of us-east-1, but the endpoint of eu-central-1"
        },
        { "      Layers:\n        - !If\n", "      Layers:\n          !If\n", "SAM CLI" },
        { "/aws/service/aws-appconfig/", "/aws/service/appconfig/", "AWS does not publish the parameter" },
        { "      MfaConfiguration:", "      MultiFactor:", "'MultiFactor' was unexpected" },
        { "SecurityPolicy: SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09", "SecurityPolicy: TLS_1_0", "RestApi: accepts TLS 1.0" },
        { "      ExplicitAuthFlows: [ALLOW_REFRESH_TOKEN_AUTH]\n", "", "MachineClient: without ExplicitAuthFlows" },
        { "[RotatesRefreshTokens, !Ref AWS::NoValue, ALLOW_REFRESH_TOKEN_AUTH]", "[RotatesRefreshTokens, ALLOW_REFRESH_TOKEN_AUTH, ALLOW_REFRESH_TOKEN_AUTH]", "with token rotation" },
        { "\"rules\": [\n            { \"id\"", "\"rules\": [\n            { \"name\"", "FirstPermissions: its profile refuses the document: 'id' is a required property" },
        { " PolicyDocument:\n            Version: \"2012-10-17\"", " PolicyDocument:\n            Version: \"2012-10-18\"", "MalformedPolicyDocument" },
        { "Threshold: 1\n", "Threshold: many\n", "AuthorizerErrorsAlarm" },
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_template_is_valid_in_every_combination_of_its_conditions(int index) => Assert.Empty(await checker.ProblemsAsync(index));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_in_the_template_is_found(string original, string mistake, string named)
    {
        IReadOnlyList<string> problems = await checker.ProblemsAsync(2 + Mistakes.ToList().FindIndex(row => row.Data == (original, mistake, named)));

        Assert.Contains(problems, problem => problem.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void The_function_only_template_has_the_settings_and_the_pool_pattern_of_the_main_template()
    {
        string only = File.ReadAllText(Path.Combine(Repository.Root, "build", "function-only.yaml"));
        string whole = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));

        Assert.Superset(Settings(whole), Settings(only));
        Assert.Equal(Pattern(whole, "AdditionalUserPoolIds"), Pattern(only, "UserPoolIds"));
        Assert.Matches(Pattern(only, "UserPoolIds"), "us-east-1_AbC123@us-west-2,eu-central-1_Def456");
    }

    private static HashSet<string> Settings(string template) => [.. Setting().Matches(template).Select(match => match.Groups[1].Value)];

    private static string Pattern(string template, string parameter) =>
        Regex.Match(template, $"^  {parameter}:\n(?:    .*\n)*?    AllowedPattern: (.*)$", RegexOptions.Multiline, TimeSpan.FromSeconds(1)).Groups[1].Value;

    [GeneratedRegex(@"^          (AUTHORIZER_\w+):", RegexOptions.Multiline)]
    private static partial Regex Setting();

    /// <summary>Breaks the template.</summary>
    /// <returns>The copies, in the order of <see cref="Mistakes"/>.</returns>
    internal static IEnumerable<string> BrokenTemplates()
    {
        string template = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));
        foreach ((string original, string mistake, string _) in Mistakes.Select(row => row.Data))
        {
            int at = template.IndexOf(original, StringComparison.Ordinal);
            Assert.True(at >= 0, $"the template no longer contains {original}");
            yield return template[..at] + mistake + template[(at + original.Length)..];
        }
    }
}
