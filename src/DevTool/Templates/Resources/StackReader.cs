using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads the parts of a template that can run on this machine.</summary>
internal static class StackReader
{
    private const string FunctionType = "AWS::Serverless::Function";

    private static readonly string[] FunctionTypes = [FunctionType, "AWS::Lambda::Function"];

    private static readonly Dictionary<string, string> GlobalSections = new()
    {
        ["Function"] = FunctionType,
        ["Api"] = "AWS::Serverless::Api",
        ["HttpApi"] = "AWS::Serverless::HttpApi",
    };

    /// <summary>Reads a template.</summary>
    /// <param name="yaml">The text of the template.</param>
    /// <param name="parameters">Values that replace the defaults of parameters.</param>
    /// <param name="learned">Physical names of existing resources (<see cref="PhysicalNames"/>).</param>
    /// <returns>The stack, or <see langword="null"/> if there are errors.</returns>
    public static StackDefinition? Read(
        string yaml,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyDictionary<string, string> learned,
        TemplateErrors errors)
    {
        if (YamlTemplate.Read(yaml, errors) is not { } template)
        {
            return null;
        }

        var sections = TemplateSections.Of(template, errors);
        IReadOnlyList<TemplateResource> resources = sections.Resources;
        var names = new PhysicalNames(resources, learned);
        IReadOnlyDictionary<string, TemplateValue> values = ParameterReader.Read(sections.Parameters, parameters, errors);
        var intrinsics = new Intrinsics(sections, values, names, errors);
        if (!values.Values.Any(value => value is TemplateUnknown))
        {
            new TemplateRules(new Conditions(sections.Conditions, intrinsics.Evaluate, errors, inRules: true), errors).Check(sections.Rules);
        }

        List<TemplateResource> existing = [];
        foreach (TemplateResource resource in resources)
        {
            if (resource.Condition is { } condition && !intrinsics.Holds(condition))
            {
                names.Remove(resource);
            }
            else
            {
                existing.Add(resource);
            }
        }

        IReadOnlyList<string> functions = [.. existing.Where(resource => FunctionTypes.Contains(resource.Type)).Select(resource => resource.LogicalId)];
        Dictionary<string, TemplateMap> globals = ReadGlobals(sections.Globals, intrinsics, errors);
        List<(TemplateResource Resource, PropertyReader Properties)> evaluated = [];
        foreach (TemplateResource resource in existing)
        {
            if (intrinsics.Evaluate(resource.Properties) is TemplateMap own)
            {
                TemplateMap properties = globals.TryGetValue(resource.Type, out TemplateMap? shared) ? Globals.Merge(shared, own) : own;
                evaluated.Add((resource, new PropertyReader(properties with { Line = resource.Line }, resource.LogicalId, errors, functions)));
            }
        }

        // Outputs have no effect here, but errors in outputs are reported.
        foreach (TemplateMember output in sections.Outputs.Members)
        {
            bool exists = output.Value is not TemplateMap map || map.Find("Condition")?.Value is not TemplateText condition
                || intrinsics.Holds(condition);
            _ = exists ? intrinsics.Evaluate(output.Value) : output.Value;
        }

        StackDefinition? stack = Read(evaluated, names, errors);
        return errors.Any ? null : stack;
    }

    private static Dictionary<string, TemplateMap> ReadGlobals(TemplateMap globals, Intrinsics intrinsics, TemplateErrors errors)
    {
        Dictionary<string, TemplateMap> byType = [];
        foreach (TemplateMember section in globals.Members)
        {
            if (GlobalSections.TryGetValue(section.Name, out string? type) && intrinsics.Evaluate(section.Value) is TemplateMap properties)
            {
                byType[type] = properties;
            }
            else
            {
                errors.Add(section.Line, $"the local gateway does not support {section.Name} of Globals; remove it, or test the API on AWS");
            }
        }

        return byType;
    }

    private static StackDefinition? Read(
        List<(TemplateResource Resource, PropertyReader Properties)> resources, PhysicalNames names, TemplateErrors errors)
    {
        var users = new UserPoolReader(errors);
        var sockets = new WebSocketApiReader(names, errors);
        var http = new HttpApiPartsReader(HttpApis(resources, names), names);
        var rest = new RestApiPartsReader(names, errors);
        var appConfig = new AppConfigReader();
        var assets = resources.Where(resource => resource.Resource.AssetPath is not null).ToDictionary(
            resource => resource.Resource.LogicalId, resource => resource.Resource.AssetPath!);
        List<FunctionDefinition> functions = [];
        List<FunctionEvent> events = [];
        List<(TemplateResource Resource, PropertyReader Properties)> apis = [];
        foreach ((TemplateResource resource, PropertyReader properties) in resources)
        {
            switch (resource.Type)
            {
                case var type when FunctionTypes.Contains(type):
                    functions.Add(FunctionReader.Read(resource.LogicalId, properties, events, assets));
                    break;
                case "AWS::Serverless::Api" or "AWS::Serverless::HttpApi":
                    apis.Add((resource, properties));
                    break;
                default:
                    if (!users.Read(resource, properties) && !http.Take(resource, properties) && !sockets.Take(resource, properties)
                        && !rest.Take(resource, properties) && !appConfig.Take(resource, properties) && !LocallyInert.Contains(resource.Type))
                    {
                        errors.Add(resource.Line, $"{resource.LogicalId}: the local gateway does not support the resource type \"{resource.Type}\"; remove it, or test the API on AWS");
                    }

                    break;
            }
        }

        HashSet<string?> ids = [.. apis.Select(api => names.Reference(api.Resource.LogicalId))];
        foreach (FunctionEvent e in events.Where(e => !ids.Contains(e.ApiId)))
        {
            errors.Add(e.Properties.Line, $"an event of {e.Function} does not name an API of this template, and the local gateway does not create SAM's implicit API; add an API to the template, and name it in the event");
        }

        var definitions = apis.Select(api => ReadApi(api.Resource, api.Properties, names, events)).ToList();
        return users.Pool() is { } pool ? new StackDefinition([.. definitions, .. rest.Apis(), .. http.Apis(), .. sockets.Apis()], functions, pool, appConfig.Documents()) : null;
    }

    // Reads the APIs first, because parts of HTTP APIs and of WebSocket APIs have the same types.
    private static HashSet<string> HttpApis(List<(TemplateResource Resource, PropertyReader Properties)> resources, PhysicalNames names) =>
    [
        .. resources.Where(resource => resource.Resource.Type == "AWS::ApiGatewayV2::Api" && resource.Properties.Text("ProtocolType") == "HTTP")
            .Select(resource => names.Reference(resource.Resource.LogicalId)!),
    ];

    private static ApiDefinition ReadApi(
        TemplateResource resource, PropertyReader properties, PhysicalNames names, IEnumerable<FunctionEvent> events)
    {
        string id = names.Reference(resource.LogicalId)!;
        FunctionEvent[] own = [.. events.Where(e => e.ApiId == id)];
        return resource.Type == "AWS::Serverless::Api" ? RestApiReader.Read(id, properties, own) : HttpApiReader.Read(id, properties, own);
    }
}
