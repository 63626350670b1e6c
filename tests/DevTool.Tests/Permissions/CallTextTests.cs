using DevTool.Routes;
using Xunit;

namespace DevTool.Tests.Permissions;

/// <summary>Calls as people write them.</summary>
public sealed class CallTextTests
{
    [Theory]
    [InlineData("GET /pets/1", "GET /pets/1", null)]
    [InlineData("GET /pets?limit=1#top", "GET /pets", null)]
    [InlineData("GET  /pets/{petId}", "GET /pets/{petId}", null)]
    [InlineData("GET https://abc123.execute-api.eu-central-1.amazonaws.com/prod/pets/1?x=/y", "GET /pets/1", "prod")]
    [InlineData("GET https://abc123.execute-api.eu-central-1.amazonaws.com/prod", "GET /", "prod")]
    [InlineData("GET https://abc123.execute-api.eu-central-1.amazonaws.com", "GET /", null)]
    [InlineData("DELETE http://127.0.0.1:41633/rest/pets//1", "DELETE /pets//1", "rest")]
    [InlineData("GET https://api.example.com/v1/a%20b/../c?x", "GET /v1/a%20b/../c", null)]
    [InlineData("$connect", "$connect", null)]
    [InlineData("wss://abc123.execute-api.eu-central-1.amazonaws.com/prod?token=x", "$connect", null)]
    public void A_call_is_method_and_path(string text, string call, string? stage) => Assert.Equal(new CallText(call, stage), CallText.Read(text));

    [Theory]
    [InlineData("/pets")]
    [InlineData("pets")]
    [InlineData("")]
    [InlineData("GET pets")]
    [InlineData("* /pets")]
    [InlineData("https://api.example.com/pets")]
    public void Anything_else_is_refused(string text) =>
        Assert.Contains($"\"{text}\" is not a method and a path", Assert.Throws<ToolException>(() => CallText.Read(text)).Message, System.StringComparison.Ordinal);
}
