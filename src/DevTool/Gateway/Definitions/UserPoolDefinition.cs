using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>A user pool.</summary>
/// <param name="LogicalId">The logical ID of the pool in the template.</param>
/// <param name="Attributes">The attributes that the pool has in addition to the standard attributes.</param>
/// <param name="AutoVerifiedAttributes">The attributes that Cognito verifies at sign-up.</param>
/// <param name="Groups">The names of the groups.</param>
/// <param name="Line">The line of the pool in the template.</param>
/// <param name="IsStandIn">Whether this pool stands for pools that are not in the template.</param>
internal sealed record UserPoolDefinition(
    string LogicalId,
    IReadOnlyList<UserAttributeDefinition> Attributes,
    IReadOnlyList<string> AutoVerifiedAttributes,
    IReadOnlyList<string> Groups,
    IReadOnlyList<AppClientDefinition> Clients,
    int Line,
    bool IsStandIn = false)
{
    /// <summary>The value in <c>ExplicitAuthFlows</c> that allows sign-in with a password.</summary>
    public const string PasswordFlow = "ALLOW_USER_PASSWORD_AUTH";
}

/// <summary>An attribute of a user pool.</summary>
/// <param name="Name">The name without <c>custom:</c>.</param>
/// <param name="IsMutable">Whether the value can change after sign-up.</param>
internal sealed record UserAttributeDefinition(string Name, string DataType, bool IsMutable);

/// <summary>An app client.</summary>
/// <param name="LogicalId">The logical ID of the app client in the template.</param>
/// <param name="AuthFlows">The allowed ways to sign in.</param>
/// <param name="Validity">The lifetime of the tokens: <c>AccessTokenValidity</c>, <c>IdTokenValidity</c>, <c>RefreshTokenValidity</c>.</param>
/// <param name="ValidityUnits">The units of these lifetimes, by <c>AccessToken</c>, <c>IdToken</c>, <c>RefreshToken</c>.</param>
/// <param name="Line">The line of the app client in the template.</param>
internal sealed record AppClientDefinition(
    string LogicalId,
    IReadOnlyList<string> AuthFlows,
    IReadOnlyDictionary<string, int> Validity,
    IReadOnlyDictionary<string, string> ValidityUnits,
    int Line);
