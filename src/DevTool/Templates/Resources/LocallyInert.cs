using System.Collections.Generic;

namespace DevTool.Templates.Resources;

/// <summary>
/// Resource types that do not affect the response to a request on this machine. Only these types are ignored. Any other type that the local
/// gateway does not support is an error.
/// </summary>
internal static class LocallyInert
{
    private static readonly HashSet<string> Types =
    [
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::Deployment",
        "AWS::CDK::Metadata",
        "AWS::CloudWatch::Alarm",
        "AWS::CloudWatch::CompositeAlarm",
        "AWS::CloudWatch::Dashboard",
        "AWS::CodeDeploy::Application",
        "AWS::CodeDeploy::DeploymentGroup",

        // Inert because the token endpoint, at which machines sign in, is not emulated.
        "AWS::Cognito::UserPoolDomain",
        "AWS::Cognito::UserPoolResourceServer",
        "AWS::Events::Rule",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::Lambda::Alias",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Version",
        "AWS::Logs::LogGroup",
        "AWS::Logs::MetricFilter",
        "AWS::Logs::QueryDefinition",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SNS::TopicPolicy",
        "AWS::Scheduler::Schedule",
    ];

    /// <summary>Whether a type is ignored.</summary>
    /// <param name="type">The resource type.</param>
    public static bool Contains(string type) => Types.Contains(type);
}
