using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Contract;
using DevTool.Templates;
using DevTool.Templates.Resources;
using Xunit;

namespace DevTool.Tests.Templates;

/// <summary>The rules of a template: combinations of parameters that CloudFormation refuses.</summary>
public sealed class RulesTests
{
    private static readonly string Template = File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"));

    [Theory]
    [InlineData("ShadowPermissions is true, so LiveData must be true", "ShadowPermissions=true")]
    [InlineData("TenantIsolation is true, so TenantClaim must name the claim of the tenant", "TenantIsolation=true", "CreateHttpApi=false", "CreateWebSocketApi=false")]
    [InlineData("TenantIsolation is true, so CreateHttpApi and CreateWebSocketApi must be false. Only REST APIs can call a function that is isolated by tenant", "TenantIsolation=true", "TenantClaim=custom:tenant", "CreateWebSocketApi=false")]
    [InlineData("LogSubject is hash, so LogSubjectKey must be the key of the hash", "LogSubject=hash")]
    [InlineData("UserPoolId, AdditionalUserPoolIds or AdditionalIssuers is set, so ClientIds must name the app clients that may call", "AdditionalIssuers=https://a.example")]
    public void A_combination_that_CloudFormation_refuses_is_an_error(string description, params string[] parameters)
    {
        TemplateError error = Assert.Single(Errors(Template, parameters));

        Assert.Equal($"CloudFormation would refuse these parameters: {description}; change them with --parameter", error.Message);
        Assert.Contains(description, string.Concat(Template.Split('\n').Skip(error.Line).Take(3)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("ShadowPermissions=true", "LiveData=true")]
    [InlineData("TenantIsolation=true", "TenantClaim=custom:tenant", "CreateHttpApi=false", "CreateWebSocketApi=false")]
    public void A_combination_that_follows_the_rules_is_accepted(params string[] parameters) => Assert.Empty(Errors(Template, parameters));

    [Theory]
    [InlineData("{ 'Fn::Contains': [[a, b], !Ref P] }", true)]
    [InlineData("{ 'Fn::Contains': [[a, c], !Ref P] }", false)]
    [InlineData("{ 'Fn::EachMemberIn': [!Ref L, [b, c]] }", true)]
    [InlineData("{ 'Fn::EachMemberIn': [!Ref L, [c]] }", false)]
    [InlineData("{ 'Fn::EachMemberEquals': [[b, b], !Ref P] }", true)]
    [InlineData("{ 'Fn::EachMemberEquals': [!Ref L, !Ref P] }", false)]
    [InlineData("!Not [{ 'Fn::Contains': [[1, 2], !Ref Version] }]", true)]
    public void The_functions_of_rules_are_evaluated(string assertion, bool holds)
    {
        string rules = $"""
            Parameters:
              P: {"{ Type: String, Default: b }"}
              L: {"{ Type: CommaDelimitedList, Default: 'b,c' }"}
              Version: {"{ Type: AWS::SSM::Parameter::Value<String>, Default: /cdk-bootstrap/version }"}
            Rules:
              R: {"{"} Assertions: [{"{"} Assert: {assertion} {"}"}] {"}"}
            """;

        Assert.Equal(
            holds ? [] : ["CloudFormation would refuse these parameters: an assertion of the rule R does not hold; change them with --parameter"],
            Errors(rules + "\nResources: {}\n", []).Select(error => error.Message));
    }

    [Theory]
    [InlineData("{ Assert: !Equals [a, b] }", "the rule R must have a list of Assertions")]
    [InlineData("{ Assertions: [{ AssertDescription: x }] }", "each assertion of the rule R must have an Assert")]
    [InlineData("{ Assertions: [{ Assert: { 'Fn::RefAll': x } }] }", "a condition must consist of Fn::Equals, Fn::Not, Fn::And, Fn::Or and Fn::Contains, Fn::EachMemberIn, Fn::EachMemberEquals")]
    public void A_rule_that_cannot_be_read_is_an_error(string rule, string message) =>
        Assert.Contains(Errors($"Rules:\n  R: {rule}\nResources: {{}}\n", []), error => error.Message == message);

    private static IReadOnlyList<TemplateError> Errors(string template, string[] parameters)
    {
        var errors = new TemplateErrors("template.yaml");
        _ = StackReader.Read(
            template, parameters.Select(parameter => parameter.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]), new Dictionary<string, string>(), errors);
        return errors.All;
    }
}
