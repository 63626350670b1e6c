using System.Collections.Generic;

namespace DevTool.Templates.Resources;

/// <summary>Reads the hosted configurations that the template deploys with AWS AppConfig.</summary>
internal sealed class AppConfigReader
{
    private readonly Dictionary<string, string> _versions = [];
    private readonly List<(string Path, string Version)> _deployments = [];

    /// <summary>Reads a resource.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="properties">Its properties.</param>
    /// <returns>Whether it was one of AppConfig's.</returns>
    public bool Take(TemplateResource resource, PropertyReader properties)
    {
        switch (resource.Type)
        {
            case "AWS::AppConfig::HostedConfigurationVersion":
                _versions[resource.LogicalId] = properties.RequiredText("Content");
                return true;
            case "AWS::AppConfig::Deployment":
                string application = properties.RequiredText("ApplicationId");
                string environment = properties.RequiredText("EnvironmentId");
                string profile = properties.RequiredText("ConfigurationProfileId");
                _deployments.Add((
                    $"/applications/{application}/environments/{environment}/configurations/{profile}",
                    properties.RequiredText("ConfigurationVersion")));
                return true;
            default:
                return resource.Type is "AWS::AppConfig::Application" or "AWS::AppConfig::Environment"
                    or "AWS::AppConfig::ConfigurationProfile" or "AWS::AppConfig::DeploymentStrategy";
        }
    }

    /// <summary>What is deployed.</summary>
    /// <returns>Contents, by the paths at which the AppConfig agent serves them.</returns>
    public IReadOnlyDictionary<string, string> Documents()
    {
        Dictionary<string, string> documents = [];
        foreach ((string path, string version) in _deployments)
        {
            // A version that is none of the template's was made elsewhere: the agent here has nothing to serve for it.
            if (_versions.TryGetValue(version, out string? content))
            {
                documents[path] = content;
            }
        }

        return documents;
    }
}
