using System.Collections.Generic;
using System.Text;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using Xunit;

namespace DevTool.Tests;

/// <summary>The authorizer answers that API Gateway accepts. Any other answer causes a 500.</summary>
public sealed class AuthorizerAnswerTests
{
    private const string Policy = """ "policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}]} """;

    private static readonly AuthorizerDefinition Request = new() { Type = AuthorizerType.Request, Function = "AuthorizerFunction", IdentitySources = [] };
    private static readonly Dictionary<string, string> NoKeys = [];
    private static readonly AuthorizerDefinition Simple = new()
    {
        Type = AuthorizerType.Request,
        PayloadVersion = PayloadVersion.V2,
        SimpleResponses = true,
        Function = "AuthorizerFunction",
        IdentitySources = [],
    };

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"isAuthorized":true}""")]
    [InlineData("{" + Policy + "}")]
    [InlineData("""{"principalId":"p"}""")]
    [InlineData("""{"principalId":"p","policyDocument":"*"}""")]
    [InlineData("""{"principalId":"p","context":{"a":{}},""" + Policy + "}")]
    [InlineData("""{"principalId":"p","context":{"a":[]},""" + Policy + "}")]
    [InlineData("""{"principalId":"p","context":{"claims":"x"},""" + Policy + "}")]
    public void A_rest_api_rejects_a_malformed_answer(string answer) =>
        Assert.Throws<MalformedAnswerException>(() => AuthorizerAnswer.Read(Encoding.UTF8.GetBytes(answer), ApiKind.Rest, Request));

    [Theory]
    [InlineData("""{"isAuthorized":"true"}""")]
    [InlineData("""{"authorized":true}""")]
    [InlineData("{}")]
    public void An_http_api_with_simple_responses_rejects_a_malformed_answer(string answer) =>
        Assert.Throws<MalformedAnswerException>(() => AuthorizerAnswer.Read(Encoding.UTF8.GetBytes(answer), ApiKind.Http, Simple));

    [Fact]
    public void Each_api_accepts_its_own_answer_format()
    {
        Assert.Null(AuthorizerAnswer.Read(Encoding.UTF8.GetBytes("""{"principalId":"p","context":{"a":1,"b":true},""" + Policy + "}"), ApiKind.Rest, Request)
            .Decide("arn:aws:execute-api:us-east-1:123456789012:api/stage/GET/pets", NoKeys).Refusal);
        Assert.Null(AuthorizerAnswer.Read("""{"isAuthorized":true}"""u8.ToArray(), ApiKind.Http, Simple).Decide("arn", NoKeys).Refusal);
        Assert.NotNull(AuthorizerAnswer.Read("""{"isAuthorized":false}"""u8.ToArray(), ApiKind.Http, Simple).Decide("arn", NoKeys).Refusal);
    }
}
