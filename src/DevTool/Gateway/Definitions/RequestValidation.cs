using System.Collections.Generic;

namespace DevTool.Gateway.Definitions;

/// <summary>What a REST API checks of a request before it calls the backend.</summary>
/// <param name="RequiredParameters">What has to be there and not blank.</param>
/// <param name="Models">JSON schemas of bodies by media type; bodies of another media type are not looked at.</param>
internal sealed record RequestValidation(
    IReadOnlyList<RequestParameter> RequiredParameters, IReadOnlyDictionary<string, string> Models);

/// <summary>A parameter of a request.</summary>
/// <param name="In"><c>path</c>, <c>query</c> or <c>header</c>.</param>
internal sealed record RequestParameter(string In, string Name);
