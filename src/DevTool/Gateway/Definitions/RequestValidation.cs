using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>The checks that a REST API makes before it calls the backend.</summary>
/// <param name="RequiredParameters">Parameters that must be present and must not be blank.</param>
/// <param name="Models">The JSON schemas of bodies by media type. Bodies of other media types are not checked.</param>
internal sealed record RequestValidation(
    IReadOnlyList<RequestParameter> RequiredParameters, IReadOnlyDictionary<string, string> Models);

/// <summary>A parameter of a request.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
internal sealed record RequestParameter(string In, string Name);
