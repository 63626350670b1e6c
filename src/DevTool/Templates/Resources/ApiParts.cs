using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates.Resources;

/// <summary>The parts of all APIs of one kind, in the order of the template.</summary>
/// <param name="service">The prefix of the resource types, such as <c>AWS::ApiGatewayV2::</c>.</param>
/// <param name="kinds">The supported resource types without the prefix, such as <c>Route</c>.</param>
internal sealed class ApiParts(string service, params string[] kinds)
{
    private readonly List<ApiPart> _parts = [];

    /// <summary>Adds a resource if it is a part of an API of this kind.</summary>
    /// <param name="properties">The evaluated properties.</param>
    public bool Add(TemplateResource resource, PropertyReader properties)
    {
        bool isPart = Array.Exists(kinds, kind => resource.Type == service + kind);
        if (isPart)
        {
            _parts.Add(new ApiPart(resource, properties));
        }

        return isPart;
    }

    /// <summary>The parts of one kind.</summary>
    public IEnumerable<ApiPart> Of(string kind) => _parts.Where(part => part.Resource.Type == service + kind);
}
