using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>A user pool.</summary>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="Attributes">Its attributes in addition to the standard ones.</param>
/// <param name="AutoVerifiedAttributes">The attributes that are verified at sign-up.</param>
/// <param name="Groups">The names of its groups.</param>
/// <param name="Clients">Its app clients.</param>
/// <param name="Line">Where the template declares it.</param>
/// <param name="IsStandIn">Whether it stands for pools that are not in the template.</param>
internal sealed record UserPoolDefinition(
    string LogicalId,
    IReadOnlyList<UserAttributeDefinition> Attributes,
    IReadOnlyList<string> AutoVerifiedAttributes,
    IReadOnlyList<string> Groups,
    IReadOnlyList<AppClientDefinition> Clients,
    int Line,
    bool IsStandIn = false)
{
    /// <summary>The entry of <c>ExplicitAuthFlows</c> that lets users sign in with a password.</summary>
    public const string PasswordFlow = "ALLOW_USER_PASSWORD_AUTH";
}

/// <summary>An attribute of a user pool.</summary>
/// <param name="Name">Its name, without <c>custom:</c>.</param>
/// <param name="IsMutable">Whether it can change after sign-up.</param>
internal sealed record UserAttributeDefinition(string Name, string DataType, bool IsMutable);

/// <summary>An app client.</summary>
/// <param name="LogicalId">Its name in the template.</param>
/// <param name="AuthFlows">The ways of signing in that it allows.</param>
/// <param name="Validity">The lifetime of its tokens: <c>AccessTokenValidity</c>, <c>IdTokenValidity</c>, <c>RefreshTokenValidity</c>.</param>
/// <param name="ValidityUnits">The units of these lifetimes, by <c>AccessToken</c>, <c>IdToken</c>, <c>RefreshToken</c>.</param>
/// <param name="Line">Where the template declares it.</param>
internal sealed record AppClientDefinition(
    string LogicalId,
    IReadOnlyList<string> AuthFlows,
    IReadOnlyDictionary<string, int> Validity,
    IReadOnlyDictionary<string, string> ValidityUnits,
    int Line);
