using Xunit;

namespace Deployment.Tests;

/// <summary>Error messages of the AWS CLI for a script's first call, each with a part of the script's advice.</summary>
public static class AwsFaults
{
    /// <summary>The error message, and the advice.</summary>
    public static TheoryData<string, string> Complaints => new()
    {
        { "Unable to locate credentials. You can configure credentials by running \"aws configure\".", "aws configure" },
        { "The config profile (nope) could not be found", "aws configure list-profiles" },
        { "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired", "aws sso login" },
        { "Error loading SSO Token: Token for company does not exist. The SSO session associated with this profile has expired", "aws sso login" },
        { "An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid", "not enabled" },
        { "Could not connect to the endpoint URL: \"https://sts.eu-centrl-1.amazonaws.com/\"", "AWS_REGION=" },
        { "An error occurred (AccessDenied) when calling the GetCallerIdentity operation: User: x is not authorized to perform: sts:GetCallerIdentity", "do not permit" },
        { "Some unknown error", "could not identify the AWS account" },
    };
}
