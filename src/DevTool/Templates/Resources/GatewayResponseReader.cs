using System.Collections.Generic;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;

namespace DevTool.Templates.Resources;

/// <summary>Reads the gateway responses of a REST API.</summary>
internal static class GatewayResponseReader
{
    private const string Json = "application/json";

    /// <summary>Reads one gateway response.</summary>
    /// <param name="type">The response type.</param>
    /// <param name="properties">What it says.</param>
    /// <returns>The response.</returns>
    public static GatewayResponseDefinition Read(string type, PropertyReader properties)
    {
        if (!GatewayResponseTypes.IsKnown(type))
        {
            properties.Errors.Add(properties.Line, $"API Gateway has no response type {type}");
        }

        int? status = properties.Integer("StatusCode");
        Dictionary<string, string> headers = [];
        if (properties.Map("ResponseParameters") is { } parameters)
        {
            foreach (TemplateMember header in parameters.Members("Headers"))
            {
                string value = (header.Value as TemplateText)?.Text ?? string.Empty;
                headers[header.Name] = value;
                if (header.Value is not TemplateUnknown && !SubstitutedText.IsParameterMapping(value))
                {
                    properties.Errors.Add(
                        header.Line, $"{header.Name}: {value} is neither text in single quotes nor context.… nor method.request.…");
                }
            }

            parameters.End();
        }

        string? template = null;
        if (properties.Map("ResponseTemplates") is { } templates)
        {
            template = templates.Text(Json);
            string? unknown = template is null ? null : SubstitutedText.FindUnknown(template);
            if (unknown is not null)
            {
                properties.Errors.Add(
                    templates.LineOf(Json), $"{unknown}: gateway responses have plain substitution of $context, $stageVariables and $method.request");
            }

            templates.End();
        }

        properties.End();
        return new GatewayResponseDefinition(status, headers, template);
    }
}
