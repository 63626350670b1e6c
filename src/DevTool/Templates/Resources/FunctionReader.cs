using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>What makes an API call a function.</summary>
/// <param name="Function">The function's logical id.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Properties">What it says.</param>
internal sealed record FunctionEvent(string Function, string Type, PropertyReader Properties)
{
    /// <summary>The id of the API, or <see langword="null"/> where the event names none.</summary>
    public string? ApiId => Properties.Text(Type == "Api" ? "RestApiId" : "ApiId");
}

/// <summary>Reads <c>AWS::Serverless::Function</c> and <c>AWS::Lambda::Function</c>.</summary>
internal static class FunctionReader
{
    // Lambda's own default.
    private const int DefaultTimeoutSeconds = 3;

    private static readonly string[] WithoutLocalEffect =
    [
        "Architectures", "AutoPublishAlias", "AutoPublishAliasAllProperties", "Code", "CodeUri", "DeploymentPreference", "Description", "EventInvokeConfig",
        "FunctionName", "Handler",
        "InlineCode", "LoggingConfig", "MemorySize", "PackageType", "PermissionsBoundary", "Policies", "ProvisionedConcurrencyConfig",
        "ReservedConcurrentExecutions", "Role", "Runtime", "RuntimeManagementConfig", "Tags", "Tracing", "TracingConfig", "VersionDescription", "VpcConfig",
    ];

    /// <summary>Reads a function.</summary>
    /// <param name="logicalId">Its name.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="events">Takes the events that come through an API.</param>
    /// <param name="assets">The folders of layers, by their logical ids.</param>
    /// <returns>The function.</returns>
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

        // A layer that this template makes of a folder is here; those of AWS and of others are not, and are passed over.
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
        // A clock that wakes the function is nobody's request.
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
