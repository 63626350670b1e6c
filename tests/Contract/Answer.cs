using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Contract;

/// <summary>What an authorizer answered to one event, and the line it logged.</summary>
/// <param name="IsError">Whether it reported an error instead of an answer.</param>
/// <param name="Payload">The answer's or the error's bytes.</param>
/// <param name="LogLine">The decision's log line.</param>
public sealed record Answer(bool IsError, byte[] Payload, JsonObject? LogLine)
{
    /// <summary>The error type in the platform's records; <see langword="null"/> where no platform is in between.</summary>
    public string? ReportedType { get; init; }

    public JsonObject Json => JsonNode.Parse(Payload)!.AsObject();

    public string Text => Encoding.UTF8.GetString(Payload);

    public JsonObject Context => Json["context"]!.AsObject();

    public string? ErrorType => Json["errorType"]?.GetValue<string>();

    /// <summary>The reason as logged: the error code, or <see langword="null"/> on allow.</summary>
    public string? Reason => LogLine?["reason"]?.GetValue<string>();

    public string? Effect => Json["policyDocument"]?["Statement"]?[0]?[nameof(Effect)]?.GetValue<string>();

    public string? RuleId => LogLine?["ruleId"]?.GetValue<string>();

    public void IsAllowed()
    {
        Assert.False(IsError, Text);
        Assert.True(Json["isAuthorized"]?.GetValue<bool>() ?? Effect == "Allow", Text);
        Assert.Equal("allow", LogLine!["decision"]!.GetValue<string>());
        Assert.Null(Reason);
    }

    public void IsDenied(string code)
    {
        Assert.False(IsError, Text);
        Assert.False(Json["isAuthorized"]?.GetValue<bool>() ?? Effect == "Allow", Text);
        Assert.Equal(code, Context["errorCode"]!.GetValue<string>());
        Assert.NotEmpty(Context["errorMessage"]!.GetValue<string>());
        Assert.Equal(2, Context.Count);
        Assert.Equal(code, Reason);
        Assert.Equal("deny", LogLine!["decision"]!.GetValue<string>());
    }

    /// <summary>A refusal whose policy and context speak of the caller, not of the route alone.</summary>
    public void IsRefused(string code)
    {
        Assert.False(IsError, Text);
        Assert.Equal(code, Context["errorCode"]!.GetValue<string>());
        Assert.Equal(code, Reason);
        Assert.Equal("deny", LogLine!["decision"]!.GetValue<string>());
    }

    public void IsUnauthorized(string code)
    {
        Assert.True(IsError, Text);
        Assert.Equal("""{"errorType":"Unauthorized","errorMessage":"Unauthorized"}""", Text);
        IsReportedAs("Function.Unauthorized");
        Assert.Equal(code, Reason);
        Assert.Equal("unauthorized", LogLine!["decision"]!.GetValue<string>());
    }

    public void IsServerError(string errorType, string code)
    {
        Assert.True(IsError, Text);
        Assert.Equal(errorType, ErrorType);
        IsReportedAs(errorType.Replace("Authorizer.", "Function.", System.StringComparison.Ordinal));
        Assert.Equal(code, Reason);
        Assert.Equal("error", LogLine!["decision"]!.GetValue<string>());
    }

    // Lambda's records keep only types of the form Function.Name; API Gateway reads the type in the body.
    private void IsReportedAs(string type) => Assert.Equal(type, ReportedType ?? type);
}
