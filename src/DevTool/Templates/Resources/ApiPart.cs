using System.Collections.Generic;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>A resource that is part of an API: CloudFormation describes an API by many of them, SAM by one.</summary>
/// <param name="Resource">The resource.</param>
/// <param name="Properties">Its evaluated properties.</param>
internal sealed record ApiPart(TemplateResource Resource, PropertyReader Properties)
{
    private const string IntegrationPrefix = "integrations/";

    /// <summary>Its logical id, which is also what <c>Ref</c> gives here.</summary>
    public string Id => Resource.LogicalId;

    /// <summary>The API it belongs to (<c>AWS::ApiGatewayV2::…</c>).</summary>
    public string ApiId => Properties.RequiredText("ApiId");

    /// <summary>Reads <c>AWS::ApiGatewayV2::Integration</c>.</summary>
    /// <returns>The integration.</returns>
    public ProxyIntegrationDefinition ReadIntegration()
    {
        _ = ApiId;
        _ = Properties.Word("IntegrationType", "AWS_PROXY");
        PayloadVersion version = HttpApiReader.ReadVersion(Properties, "PayloadFormatVersion", PayloadVersion.V1);
        string function = FunctionReference.Read(Properties, "IntegrationUri");
        Properties.Ignore("CredentialsArn", "Description", "IntegrationMethod", "TimeoutInMillis");
        Properties.End();
        return new ProxyIntegrationDefinition(function, version);
    }

    /// <summary>Reads <c>AWS::ApiGatewayV2::Stage</c>.</summary>
    /// <returns>The stage's name and variables.</returns>
    public (string Name, IReadOnlyDictionary<string, string> Variables) ReadStage()
    {
        string name = Properties.RequiredText("StageName");
        IReadOnlyDictionary<string, string> variables = Properties.TextMap("StageVariables");
        Properties.Ignore("ApiId", "AccessLogSettings", "AutoDeploy", "DefaultRouteSettings", "DeploymentId", "Description", "RouteSettings", "Tags");
        Properties.End();
        return (name, variables);
    }

    /// <summary>Finds the authorizer of a route or a method.</summary>
    /// <param name="authorizers">The authorizers by their ids.</param>
    /// <returns>The authorizer, or <see langword="null"/> for an open route.</returns>
    public AuthorizerDefinition? Authorizer(IReadOnlyDictionary<string, AuthorizerDefinition> authorizers)
    {
        if (Properties.Word("AuthorizationType", "NONE", "CUSTOM") != "CUSTOM")
        {
            Properties.Ignore("AuthorizerId");
            return null;
        }

        string id = Properties.RequiredText("AuthorizerId");
        if (!authorizers.TryGetValue(id, out AuthorizerDefinition? authorizer))
        {
            Properties.Errors.Add(Properties.LineOf("AuthorizerId"), $"there is no authorizer {id}");
        }

        return authorizer;
    }

    /// <summary>Finds what a route calls.</summary>
    /// <param name="integrations">The integrations by their ids.</param>
    /// <returns>The integration; where there is none, which is an error, it has no function.</returns>
    public ProxyIntegrationDefinition Target(IReadOnlyDictionary<string, ProxyIntegrationDefinition> integrations)
    {
        string target = Properties.RequiredText("Target");
        string id = target.StartsWith(IntegrationPrefix, System.StringComparison.Ordinal) ? target[IntegrationPrefix.Length..] : target;
        if (integrations.TryGetValue(id, out ProxyIntegrationDefinition? integration))
        {
            return integration;
        }

        Properties.Errors.Add(Properties.LineOf("Target"), $"there is no integration {target}");
        return new ProxyIntegrationDefinition(string.Empty, PayloadVersion.V1);
    }

    /// <summary>The one stage of an API.</summary>
    /// <param name="stages">The stages that name the API.</param>
    /// <returns>The stage; where there is not exactly one, which is an error, it has no name.</returns>
    public (string Name, IReadOnlyDictionary<string, string> Variables) OnlyStage(
        IEnumerable<(string Name, IReadOnlyDictionary<string, string> Variables)> stages)
    {
        (string Name, IReadOnlyDictionary<string, string> Variables)[] all = [.. stages];
        if (all is [var stage])
        {
            return stage;
        }

        Properties.Errors.Add(Properties.Line, $"the local gateway runs one stage of {Id}, not {all.Length}");
        return (string.Empty, new Dictionary<string, string>());
    }
}
