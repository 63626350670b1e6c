using System.Collections.Generic;

namespace DevTool.Templates.Resources;

/// <summary>Reads the hosted configurations that the template deploys with AWS AppConfig.</summary>
internal sealed class AppConfigReader
{
    private readonly Dictionary<string, string> _versions = [];
    private readonly Dictionary<string, string> _environments = [];
    private readonly List<(string Application, string Environment, string Profile, string Version)> _deployments = [];

    /// <summary>Reads a resource of AppConfig.</summary>
    /// <returns>Whether the resource is a resource of AppConfig.</returns>
    public bool Take(TemplateResource resource, PropertyReader properties)
    {
        switch (resource.Type)
        {
            case "AWS::AppConfig::HostedConfigurationVersion":
                _versions[resource.LogicalId] = properties.RequiredText("Content");
                properties.Ignore("ApplicationId", "ConfigurationProfileId", "ContentType", "Description", "LatestVersionNumber", "VersionLabel");
                break;
            case "AWS::AppConfig::Deployment":
                _deployments.Add((
                    properties.RequiredText("ApplicationId"),
                    properties.RequiredText("EnvironmentId"),
                    properties.RequiredText("ConfigurationProfileId"),
                    properties.RequiredText("ConfigurationVersion")));
                properties.Ignore("DeploymentStrategyId", "Description", "KmsKeyIdentifier", "Tags");
                break;
            case "AWS::AppConfig::ConfigurationProfile":
                // The local agent serves only hosted freeform documents. It ignores validators, because they run only before a deployment.
                _ = properties.Word("LocationUri", "hosted");
                _ = properties.Word("Type", "AWS.Freeform");
                properties.Ignore("ApplicationId", "DeletionProtectionCheck", "Description", "KmsKeyIdentifier", "Name", "Tags", "Validators");
                break;
            case "AWS::AppConfig::Application":
                properties.Ignore("Description", "Name", "Tags");
                break;
            case "AWS::AppConfig::Environment":
                _environments[resource.LogicalId] = properties.RequiredText("Name");
                properties.Ignore("ApplicationId", "DeletionProtectionCheck", "Description", "Monitors", "Tags");
                break;
            case "AWS::AppConfig::DeploymentStrategy":
                // A local deployment is immediate, so these properties have no effect.
                properties.Ignore(
                    "DeploymentDurationInMinutes", "Description", "FinalBakeTimeInMinutes", "GrowthFactor", "GrowthType", "Name", "ReplicateTo", "Tags");
                break;
            default:
                return false;
        }

        properties.End();
        return true;
    }

    /// <summary>The deployed documents.</summary>
    /// <returns>The contents, by the URL paths at which the AppConfig agent serves them.</returns>
    public IReadOnlyDictionary<string, string> Documents()
    {
        Dictionary<string, string> documents = [];
        foreach ((string application, string environment, string profile, string version) in _deployments)
        {
            // A version that is not in the template was created outside of it, so the local agent does not have its content.
            if (!_versions.TryGetValue(version, out string? content))
            {
                continue;
            }

            // The agent accepts both the name and the ID of an environment.
            foreach (string name in (string[])[environment, _environments.GetValueOrDefault(environment, environment)])
            {
                documents[$"/applications/{application}/environments/{name}/configurations/{profile}"] = content;
            }
        }

        return documents;
    }
}
