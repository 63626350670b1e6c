using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace DevTool.Templates;

/// <summary>
/// What resources are called once they exist. On this machine most never do: they get names that are made of their logical ids.
/// What does come into being here, such as a user pool, is told by whoever made it.
/// </summary>
/// <param name="resources">The resources.</param>
/// <param name="learned">Names of what exists, by <c>LogicalId</c> and <c>LogicalId.Attribute</c>.</param>
internal sealed class PhysicalNames(IReadOnlyList<TemplateResource> resources, IReadOnlyDictionary<string, string> learned)
{
    private const int ApiIdLength = 10;

    // What SAM makes besides the resource itself, and lets templates refer to (AWS SAM Developer Guide: "Referencing generated resources").
    private static readonly string[] GeneratedByServerless = ["Role", "Stage", "Deployment", "ApiGatewayDefaultStage"];

    private readonly Dictionary<string, TemplateResource> _resources = resources.ToDictionary(resource => resource.LogicalId);
    private readonly Dictionary<string, string> _absent = [];

    /// <summary>A resource does not exist, because its condition does not hold.</summary>
    /// <param name="resource">The resource.</param>
    public void Remove(TemplateResource resource) => _absent[resource.LogicalId] = resource.Condition?.Text ?? string.Empty;

    /// <summary>The ARN of a function.</summary>
    /// <param name="logicalId">The function.</param>
    /// <returns>The ARN.</returns>
    public static string FunctionArn(string logicalId) =>
        $"arn:aws:lambda:{PseudoParameters.Region}:{PseudoParameters.AccountId}:function:{logicalId}";

    /// <summary>What <c>Ref</c> gives.</summary>
    /// <param name="name">The logical id, or one that SAM made of it.</param>
    /// <returns>The name, or <see langword="null"/> where there is no such resource.</returns>
    public string? Reference(string name)
    {
        if (!Exists(name))
        {
            return AliasedFunction(name) is { } aliased ? FunctionArn(aliased) : IsGenerated(name) ? name : null;
        }

        if (_resources[name].Type is "AWS::Lambda::Alias" or "AWS::Lambda::Version" && FunctionOf(_resources[name]) is { } function)
        {
            return FunctionArn(function);
        }

        bool isApi = _resources[name].Type is "AWS::Serverless::Api" or "AWS::Serverless::HttpApi" or "AWS::ApiGatewayV2::Api" or "AWS::ApiGateway::RestApi";
        return learned.GetValueOrDefault(name) ?? (isApi ? ApiId(name) : name);
    }

    /// <summary>What <c>Fn::GetAtt</c> gives.</summary>
    /// <param name="logicalId">The resource.</param>
    /// <param name="attribute">The attribute.</param>
    /// <returns>The value, or <see langword="null"/> where there is no such resource.</returns>
    public string? Attribute(string logicalId, string attribute)
    {
        if (!Exists(logicalId))
        {
            return IsGenerated(logicalId) ? $"{logicalId}.{attribute}" : null;
        }

        return learned.GetValueOrDefault($"{logicalId}.{attribute}")
            ?? (_resources[logicalId].Type is "AWS::Serverless::Function" or "AWS::Lambda::Function" && attribute == "Arn" ? FunctionArn(logicalId) : $"{logicalId}.{attribute}");
    }

    /// <summary>What to add to the error that a name is not there.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The reason; empty where there is none to give.</returns>
    public string WhyMissing(string name) =>
        _absent.TryGetValue(name, out string? condition) ? $", because its condition {condition} does not hold" : string.Empty;

    // Ten lower-case letters and digits of a host name, the same at every start.
    private static string ApiId(string logicalId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(logicalId)))[..ApiIdLength];

    // Versions and aliases of a function are all the same on this machine: there is one build.
    private static string? FunctionOf(TemplateResource resource) => resource.Properties.Find("FunctionName")?.Value is TemplateMap
    {
        Members: [{ Name: "Ref", Value: TemplateText { Text: var function } }],
    } ? function : null;

    // SAM: `AuthorizerFunction.Alias`.
    private string? AliasedFunction(string name) =>
        name.Split('.') is [var function, "Alias" or "Version"] && Exists(function) ? function : null;

    private bool Exists(string logicalId) => _resources.ContainsKey(logicalId) && !_absent.ContainsKey(logicalId);

    private bool IsGenerated(string name) => _resources.Any(resource =>
        resource.Value.Type.StartsWith("AWS::Serverless::", StringComparison.Ordinal)
        && name.StartsWith(resource.Key, StringComparison.Ordinal)
        && Exists(resource.Key)
        && Array.Exists(GeneratedByServerless, suffix => name.EndsWith(suffix, StringComparison.Ordinal)));
}
