using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;

namespace DevTool.Templates.Resources;

/// <summary>Reads the gateway responses of a REST API.</summary>
internal static class GatewayResponseReader
{
    private const string Json = "application/json";
    private const string HeaderPrefix = "gatewayresponse.header.";

    /// <summary>Reads <c>AWS::ApiGateway::GatewayResponse</c>.</summary>
    /// <returns>The response type and the response.</returns>
    public static (string Type, GatewayResponseDefinition Response) ReadResource(ApiPart part)
    {
        PropertyReader properties = part.Properties;
        string type = properties.RequiredText("ResponseType");
        properties.Ignore("RestApiId");
        return (type, Read(type, properties, [.. properties.Members("ResponseParameters").Select(header =>
            header with { Name = header.Name.Replace(HeaderPrefix, string.Empty, System.StringComparison.Ordinal) })]));
    }

    /// <summary>Reads a gateway response of a SAM API.</summary>
    /// <param name="properties">The properties of the response.</param>
    public static GatewayResponseDefinition Read(string type, PropertyReader properties)
    {
        PropertyReader? parameters = properties.Map("ResponseParameters");
        IReadOnlyList<TemplateMember> headers = parameters?.Members("Headers") ?? [];
        parameters?.End();
        return Read(type, properties, headers);
    }

    private static GatewayResponseDefinition Read(string type, PropertyReader properties, IReadOnlyList<TemplateMember> mappings)
    {
        if (!GatewayResponseTypes.IsKnown(type))
        {
            properties.Errors.Add(properties.Line, $"API Gateway has no response type \"{type}\"; see its developer guide, gateway response types");
        }

        int? status = properties.Integer("StatusCode");
        Dictionary<string, string> headers = [];
        foreach (TemplateMember header in mappings)
        {
            string value = (header.Value as TemplateText)?.Text ?? string.Empty;
            headers[header.Name] = value;
            if (header.Value is not TemplateUnknown && !SubstitutedText.IsParameterMapping(value))
            {
                properties.Errors.Add(
                    header.Line, $"{header.Name}: \"{value}\" must be text in single quotes, context.… or method.request.…");
            }
        }

        string? template = null;
        if (properties.Map("ResponseTemplates") is { } templates)
        {
            template = templates.Text(Json);
            string? unknown = template is null ? null : SubstitutedText.FindUnknown(template);
            if (unknown is not null)
            {
                properties.Errors.Add(
                    templates.LineOf(Json), $"\"{unknown}\" is not supported; use only $context, $stageVariables and $method.request in gateway responses");
            }

            templates.End();
        }

        properties.End();
        return new GatewayResponseDefinition(status, headers, template);
    }
}
