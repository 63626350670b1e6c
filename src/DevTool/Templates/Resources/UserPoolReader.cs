using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads the resources <c>AWS::Cognito::…</c>, which configure the local identity provider.</summary>
internal sealed class UserPoolReader(TemplateErrors errors)
{
    // Settings of sign-up, passwords and messages. The emulator has its own rules for them.
    private static readonly string[] PoolWithoutLocalEffect =
    [
        "AccountRecoverySetting", "AdminCreateUserConfig", "DeletionProtection", "DeviceConfiguration", "EmailConfiguration",
        "EmailVerificationMessage", "EmailVerificationSubject", "SmsVerificationMessage", "EnabledMfas", "IssuerConfiguration", "MfaConfiguration", "Policies", "UserAttributeUpdateSettings", "UserPoolAddOns", "UserPoolName",
        "UserPoolTags", "UserPoolTier", "UsernameConfiguration", "VerificationMessageTemplate",
    ];

    // Settings of the hosted pages and their OAuth flows, which are not emulated.
    private static readonly string[] ClientWithoutLocalEffect =
    [
        "AllowedOAuthFlows", "AllowedOAuthFlowsUserPoolClient", "AllowedOAuthScopes", "CallbackURLs", "ClientName", "EnableTokenRevocation",
        "GenerateSecret", "LogoutURLs", "PreventUserExistenceErrors", "ReadAttributes", "RefreshTokenRotation", "SupportedIdentityProviders",
        "WriteAttributes",
    ];

    private const string StandInName = "LocalUserPool";

    private readonly List<(TemplateResource Resource, PropertyReader Properties)> _pools = [];
    private readonly List<string> _groups = [];
    private readonly List<AppClientDefinition> _clients = [];

    /// <summary>Reads a resource if it is a user pool, an app client or a group.</summary>
    /// <param name="properties">The evaluated properties.</param>
    public bool Read(TemplateResource resource, PropertyReader properties)
    {
        switch (resource.Type)
        {
            case "AWS::Cognito::UserPool":
                _pools.Add((resource, properties));
                return true;
            case "AWS::Cognito::UserPoolGroup":
                _groups.Add(properties.RequiredText("GroupName"));
                properties.Ignore("UserPoolId", "Description", "Precedence", "RoleArn");
                properties.End();
                return true;
            case "AWS::Cognito::UserPoolClient":
                _clients.Add(ReadClient(resource, properties));
                return true;
            default:
                return false;
        }
    }

    /// <summary>Creates the definition of the user pool.</summary>
    /// <returns>
    /// The pool; <see langword="null"/> if the template has several pools. If the template has no pool, a stand-in for the pools that it
    /// imports.
    /// </returns>
    public UserPoolDefinition? Pool()
    {
        if (_pools.Count == 0)
        {
            var client = new AppClientDefinition(StandInName + "Client", [UserPoolDefinition.PasswordFlow], new Dictionary<string, int>(), new Dictionary<string, string>(), Line: 1);
            return new UserPoolDefinition(StandInName, [], [], _groups, [client, .. _clients], Line: 1, IsStandIn: true);
        }

        if (_pools is not [var (resource, properties)])
        {
            errors.Add(_pools[1].Resource.Line, $"the local stack needs exactly one user pool, and the template has {_pools.Count}; remove the others");
            return null;
        }

        List<UserAttributeDefinition> attributes = [];
        foreach (PropertyReader attribute in properties.MapItems("Schema"))
        {
            attributes.Add(new UserAttributeDefinition(
                attribute.RequiredText("Name"), attribute.Text("AttributeDataType") ?? "String", attribute.Boolean("Mutable") ?? true));
            attribute.Ignore("DeveloperOnlyAttribute", "NumberAttributeConstraints", "Required", "StringAttributeConstraints");
            attribute.End();
        }

        IReadOnlyList<string> verified = properties.Texts("AutoVerifiedAttributes") ?? [];
        properties.Ignore(PoolWithoutLocalEffect);
        properties.End();
        return new UserPoolDefinition(resource.LogicalId, attributes, verified, _groups, _clients, resource.Line);
    }

    private static AppClientDefinition ReadClient(TemplateResource resource, PropertyReader properties)
    {
        string[] validities = ["AccessTokenValidity", "IdTokenValidity", "RefreshTokenValidity"];
        var validity = validities.Select(name => (Name: name, Value: properties.Integer(name)))
            .Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Name, pair => pair.Value!.Value);
        var client = new AppClientDefinition(
            resource.LogicalId,
            properties.Texts("ExplicitAuthFlows") ?? [],
            validity,
            properties.TextMap("TokenValidityUnits"),
            resource.Line);
        properties.Ignore("UserPoolId");
        properties.Ignore(ClientWithoutLocalEffect);
        properties.End();
        return client;
    }
}
