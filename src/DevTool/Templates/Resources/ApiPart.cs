using System.Collections.Generic;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>A resource that is part of an API. CloudFormation describes an API with many resources, and SAM with one.</summary>
/// <param name="Properties">The evaluated properties.</param>
internal sealed record ApiPart(TemplateResource Resource, PropertyReader Properties)
{
    private const string IntegrationPrefix = "integrations/";

    /// <summary>The logical ID, which is also the value of <c>Ref</c> here.</summary>
    public string Id => Resource.LogicalId;

    /// <summary>The API that the part belongs to (<c>AWS::ApiGatewayV2::…</c>).</summary>
    public string ApiId => Properties.RequiredText("ApiId");

    /// <summary>Reads <c>AWS::ApiGatewayV2::Integration</c>.</summary>
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
    /// <returns>The name and the variables of the stage.</returns>
    public (string Name, IReadOnlyDictionary<string, string> Variables) ReadStage()
    {
        string name = Properties.RequiredText("StageName");
        IReadOnlyDictionary<string, string> variables = Properties.TextMap("StageVariables");
        Properties.Ignore("ApiId", "AccessLogSettings", "AutoDeploy", "DefaultRouteSettings", "DeploymentId", "Description", "RouteSettings", "Tags");
        Properties.End();
        return (name, variables);
    }

    /// <summary>Finds the authorizer of a route or a method.</summary>
    /// <param name="authorizers">The authorizers by ID.</param>
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
            Properties.Errors.Add(Properties.LineOf("AuthorizerId"), $"there is no authorizer \"{id}\"; correct the name, or declare it");
        }

        return authorizer;
    }

    /// <summary>Finds the integration of a route.</summary>
    /// <param name="integrations">The integrations by ID.</param>
    /// <returns>The integration. If it does not exist, an error is reported and the result has no function.</returns>
    public ProxyIntegrationDefinition Target(IReadOnlyDictionary<string, ProxyIntegrationDefinition> integrations)
    {
        string target = Properties.RequiredText("Target");
        string id = target.StartsWith(IntegrationPrefix, System.StringComparison.Ordinal) ? target[IntegrationPrefix.Length..] : target;
        if (integrations.TryGetValue(id, out ProxyIntegrationDefinition? integration))
        {
            return integration;
        }

        Properties.Errors.Add(Properties.LineOf("Target"), $"there is no integration \"{target}\"; correct the name, or declare it");
        return new ProxyIntegrationDefinition(string.Empty, PayloadVersion.V1);
    }

    /// <summary>Returns the only stage of an API.</summary>
    /// <param name="stages">The stages that refer to the API.</param>
    /// <returns>The stage. If there are zero or several stages, an error is reported and the name is empty.</returns>
    public (string Name, IReadOnlyDictionary<string, string> Variables) OnlyStage(
        IEnumerable<(string Name, IReadOnlyDictionary<string, string> Variables)> stages)
    {
        (string Name, IReadOnlyDictionary<string, string> Variables)[] all = [.. stages];
        if (all is [var stage])
        {
            return stage;
        }

        Properties.Errors.Add(Properties.Line, $"{Id} must have exactly one stage, because the local gateway runs one; found {all.Length}; {(all.Length == 0 ? "add one" : "remove the others")}");
        return (string.Empty, new Dictionary<string, string>());
    }
}
