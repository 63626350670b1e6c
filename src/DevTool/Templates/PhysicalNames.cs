using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace DevTool.Templates;

/// <summary>
/// The physical names of resources. Most resources do not exist on this machine, so their names are derived from their logical IDs. The name of
/// an existing resource, such as a user pool, comes from the code that created the resource.
/// </summary>
/// <param name="learned">Physical names of existing resources, by <c>LogicalId</c> and <c>LogicalId.Attribute</c>.</param>
internal sealed class PhysicalNames(IReadOnlyList<TemplateResource> resources, IReadOnlyDictionary<string, string> learned)
{
    private const int ApiIdLength = 10;

    // Resources that SAM generates and that templates can refer to (AWS SAM Developer Guide: "Referencing generated resources").
    private static readonly string[] GeneratedByServerless = ["Role", "Stage", "Deployment", "ApiGatewayDefaultStage"];

    private readonly Dictionary<string, TemplateResource> _resources = resources.ToDictionary(resource => resource.LogicalId);
    private readonly Dictionary<string, string> _absent = [];

    /// <summary>Marks a resource as absent because its condition is false.</summary>
    public void Remove(TemplateResource resource) => _absent[resource.LogicalId] = resource.Condition?.Text ?? string.Empty;

    /// <summary>The ARN of a function.</summary>
    /// <param name="logicalId">The logical ID of the function.</param>
    public static string FunctionArn(string logicalId) =>
        $"arn:aws:lambda:{PseudoParameters.Region}:{PseudoParameters.AccountId}:function:{logicalId}";

    /// <summary>Evaluates <c>Ref</c>.</summary>
    /// <param name="name">The logical ID, or a name that SAM derives from the logical ID.</param>
    /// <returns>The physical name, or <see langword="null"/> if the resource does not exist.</returns>
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

    /// <summary>Evaluates <c>Fn::GetAtt</c>.</summary>
    /// <returns>The value, or <see langword="null"/> if the resource does not exist.</returns>
    public string? Attribute(string logicalId, string attribute)
    {
        if (!Exists(logicalId))
        {
            return IsGenerated(logicalId) ? $"{logicalId}.{attribute}" : null;
        }

        return learned.GetValueOrDefault($"{logicalId}.{attribute}")
            ?? (_resources[logicalId].Type is "AWS::Serverless::Function" or "AWS::Lambda::Function" && attribute == "Arn" ? FunctionArn(logicalId) : $"{logicalId}.{attribute}");
    }

    /// <summary>Explains why a name is unknown and what to do, as the end of an error message.</summary>
    public string Problem(string name) => _absent.TryGetValue(name, out string? condition)
        ? $", because its condition {condition} is false; change the parameters of {condition}, or use Fn::If"
        : "; correct the name, or declare it";

    // Creates ten lower-case letters and digits for a host name. They are the same at every start.
    private static string ApiId(string logicalId) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(logicalId)))[..ApiIdLength];

    // On this machine, all versions and aliases of a function are the same build.
    private static string? FunctionOf(TemplateResource resource) => resource.Properties.Find("FunctionName")?.Value is TemplateMap
    {
        Members: [{ Name: "Ref", Value: TemplateText { Text: var function } }],
    } ? function : null;

    // In SAM, `AuthorizerFunction.Alias` refers to the alias of a function.
    private string? AliasedFunction(string name) =>
        name.Split('.') is [var function, "Alias" or "Version"] && Exists(function) ? function : null;

    private bool Exists(string logicalId) => _resources.ContainsKey(logicalId) && !_absent.ContainsKey(logicalId);

    private bool IsGenerated(string name) => _resources.Any(resource =>
        resource.Value.Type.StartsWith("AWS::Serverless::", StringComparison.Ordinal)
        && name.StartsWith(resource.Key, StringComparison.Ordinal)
        && Exists(resource.Key)
        && Array.Exists(GeneratedByServerless, suffix => name.EndsWith(suffix, StringComparison.Ordinal)));
}
