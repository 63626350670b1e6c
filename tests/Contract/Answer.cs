using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Contract;

/// <summary>The answer of an authorizer to one event, and the log line of the decision.</summary>
/// <param name="IsError">Whether the authorizer reported an error instead of an answer.</param>
/// <param name="Payload">The bytes of the answer or of the error.</param>
/// <param name="LogLine">The log line of the decision.</param>
public sealed record Answer(bool IsError, byte[] Payload, JsonObject? LogLine)
{
    /// <summary>The error type that Lambda records. It is <see langword="null"/> if the authorizer runs in the test's process.</summary>
    public string? ReportedType { get; init; }

    public JsonObject Json => JsonNode.Parse(Payload)!.AsObject();

    public string Text => Encoding.UTF8.GetString(Payload);

    public JsonObject Context => Json["context"]!.AsObject();

    public string? ErrorType => Json["errorType"]?.GetValue<string>();

    /// <summary>The logged reason: the error code of a refusal, or <see langword="null"/> if the call is allowed.</summary>
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

    /// <summary>Asserts a refusal in policy scope <c>principal</c>, whose policy covers all routes of the caller.</summary>
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

    // Lambda records only types of the form Function.Name. API Gateway reads the type in the body.
    private void IsReportedAs(string type) => Assert.Equal(type, ReportedType ?? type);
}
