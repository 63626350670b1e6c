using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>An event that makes an API call a function.</summary>
/// <param name="Function">The logical ID of the function.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Properties">The properties of the event.</param>
internal sealed record FunctionEvent(string Function, string Type, PropertyReader Properties)
{
    /// <summary>The ID of the API, or <see langword="null"/> if the event does not name an API.</summary>
    public string? ApiId => Properties.Text(Type == "Api" ? "RestApiId" : "ApiId");
}

/// <summary>Reads <c>AWS::Serverless::Function</c> and <c>AWS::Lambda::Function</c>.</summary>
internal static class FunctionReader
{
    // The default of Lambda.
    private const int DefaultTimeoutSeconds = 3;

    private static readonly string[] WithoutLocalEffect =
    [
        "Architectures", "AutoPublishAlias", "AutoPublishAliasAllProperties", "Code", "CodeUri", "DeploymentPreference", "Description", "EventInvokeConfig",
        "FunctionName", "Handler",
        "InlineCode", "LoggingConfig", "MemorySize", "PackageType", "PermissionsBoundary", "Policies", "ProvisionedConcurrencyConfig",
        "ReservedConcurrentExecutions", "Role", "Runtime", "RuntimeManagementConfig", "Tags", "TenancyConfig", "Tracing", "TracingConfig", "VersionDescription", "VpcConfig",
    ];

    /// <summary>Reads a function.</summary>
    /// <param name="logicalId">The logical ID of the function.</param>
    /// <param name="events">Receives the events of APIs.</param>
    /// <param name="assets">The folders of layers, by logical ID.</param>
    public static FunctionDefinition Read(
        string logicalId, PropertyReader properties, ICollection<FunctionEvent> events, IReadOnlyDictionary<string, string> assets)
    {
        IReadOnlyDictionary<string, string> variables = new Dictionary<string, string>();
        if (properties.Map("Environment") is { } environment)
        {
            variables = environment.TextMap("Variables");
            environment.End();
        }

        int timeout = properties.Integer("Timeout") ?? DefaultTimeoutSeconds;
        foreach ((_, PropertyReader reader) in properties.Maps("Events"))
        {
            ReadEvent(logicalId, reader, events);
        }

        // Only layers that this template builds from a folder are available here. Other layers, such as those of AWS, are ignored.
        IEnumerable<string> layers = (properties.Value("Layers") as TemplateList)?.Items.OfType<TemplateText>().Select(layer => layer.Text) ?? [];
        properties.Ignore(WithoutLocalEffect);
        properties.End();
        return new FunctionDefinition(logicalId, variables, TimeSpan.FromSeconds(timeout), properties.Line)
        {
            Layers = [.. layers.Select(layer => assets.GetValueOrDefault(layer)).OfType<string>()],
        };
    }

    private static void ReadEvent(string function, PropertyReader reader, ICollection<FunctionEvent> events)
    {
        // Accepts scheduled events, but ignores them, because they do not pass through the gateway.
        string? type = reader.Word("Type", "Api", "HttpApi", "Schedule", "ScheduleV2");
        if (type is "Api" or "HttpApi")
        {
            if (reader.Map("Properties") is { } properties)
            {
                events.Add(new FunctionEvent(function, type, properties));
            }
        }
        else
        {
            reader.Ignore("Properties");
        }

        reader.End();
    }
}
