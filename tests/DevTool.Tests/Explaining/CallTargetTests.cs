using DevTool.Explaining;
using Xunit;

namespace DevTool.Tests.Explaining;

/// <summary>The accepted forms of a call.</summary>
public sealed class CallTargetTests
{
    private const string Api = "https://abc123.execute-api.eu-west-1.amazonaws.com";
    private const string Arn = "arn:aws:execute-api:eu-west-1:123456789012:abc123/";

    [Theory]
    [InlineData("GET /pets/1", "GET /pets/1", "arn:aws:execute-api:us-east-1:123456789012:explained0/demo/GET/pets/1")]
    [InlineData("get  /pets?x=1&y#z", "GET /pets", "arn:aws:execute-api:us-east-1:123456789012:explained0/demo/GET/pets", "x=1&y")]
    [InlineData("GET " + Api + "/prod/pets/1?x=1", "GET /pets/1", Arn + "prod/GET/pets/1", "x=1")]
    [InlineData("GET " + Api + "/prod", "GET /", Arn + "prod/GET/")]
    [InlineData("GET " + Api + "/prod/", "GET /", Arn + "prod/GET/")]
    [InlineData("GET " + Api, "GET /", Arn + "$default/GET/")]
    [InlineData("GET " + Api + "?x", "GET /", Arn + "$default/GET/", "x")]
    [InlineData("GET " + Api + "/pets", "GET /pets", Arn + "$default/GET/pets", "", "$default")]
    [InlineData("GET " + Api + "/produce/1", "GET /produce/1", Arn + "prod/GET/produce/1", "", "prod")]
    [InlineData("GET https://abc123-vpce-0ab.execute-api.eu-west-1.amazonaws.com/prod/pets", "GET /pets", Arn + "prod/GET/pets")]
    [InlineData("GET https://abc123.execute-api.cn-north-1.amazonaws.com.cn/prod/pets", "GET /pets", "arn:aws:execute-api:cn-north-1:123456789012:abc123/prod/GET/pets")]
    [InlineData("DELETE https://api.example.com/v1/pets", "DELETE /v1/pets", "arn:aws:execute-api:us-east-1:123456789012:explained0/demo/DELETE/v1/pets")]
    [InlineData("DELETE https://api.example.com/v1/pets", "DELETE /pets", "arn:aws:execute-api:us-east-1:123456789012:explained0/v1/DELETE/pets", "", "v1")]
    [InlineData("GET http://127.0.0.1:3000/pets", "GET /pets", "arn:aws:execute-api:us-east-1:123456789012:explained0/demo/GET/pets")]
    [InlineData("$connect", "$connect", "arn:aws:execute-api:us-east-1:123456789012:explained0/demo/$connect")]
    [InlineData("wss://abc123.execute-api.eu-west-1.amazonaws.com/prod?t=1", "$connect", Arn + "prod/$connect", "t=1")]
    [InlineData("GET wss://ws.example.com", "$connect", "arn:aws:execute-api:us-east-1:123456789012:explained0/demo/$connect")]
    public void A_call_consists_of_a_method_and_a_path_or_URL(string text, string call, string arn, string query = "", string? stage = null)
    {
        var target = CallTarget.Parse(text, stage);

        Assert.Equal((call, arn, query), ($"{target.Method} {target.Path}".TrimEnd(), target.Arn, target.Query));
    }

    [Theory]
    [InlineData("/pets", "has no method; write for example \"GET /pets\"")]
    [InlineData("https://api.example.com/pets", "has no method; write for example \"GET https://api.example.com/pets\"")]
    [InlineData("GET", "write a method and a path or URL")]
    [InlineData("", "write a method and a path or URL")]
    [InlineData("GET pets", "write a method and a path or URL")]
    [InlineData("GET /a /b", "write a method and a path or URL")]
    public void An_invalid_call_is_refused_with_advice(string text, string advice) =>
        Assert.Contains(advice, Assert.Throws<ToolException>(() => CallTarget.Parse(text)).Message, System.StringComparison.Ordinal);

    [Theory]
    [InlineData("GET /pets", null)]
    [InlineData("GET /pets?x", "path /pets without the query")]
    [InlineData("GET " + Api + "/prod/pets", "path /pets, stage prod (from " + Api + "); if prod is not the stage, add --stage '$default'")]
    [InlineData("GET https://api.example.com/v1/pets", "path /v1/pets (from https://api.example.com); if the path begins with an API mapping or a stage, add --stage with its name")]
    public void The_note_lists_the_used_parts_of_the_URL(string text, string? taken) => Assert.Equal(taken, CallTarget.Parse(text).Taken);
}
