using System;
using System.Text;
using System.Text.Json.Nodes;
using Contract;
using DevTool.Explaining;
using Xunit;

namespace DevTool.Tests.Explaining;

/// <summary>The explanation reports a mistake of the client, and does not contain the token. <c>{0}</c> is a valid token.</summary>
public sealed class TokenDiagnosisTests
{
    [Theory]
    [InlineData("{0}", "the Authorization header has no \"Bearer \" before the token")]
    [InlineData("Bearer:{0}", "in the Authorization header, \"Bearer\" must be followed by one space")]
    [InlineData("Basic abc", "the Authorization header has the scheme \"Basic\" instead of \"Bearer\"")]
    [InlineData("\"Bearer {0}\"", "the value of the Authorization header is in quotes")]
    [InlineData("Bearer", "the Authorization header has \"Bearer\" but no token")]
    [InlineData("", "the Authorization header is empty")]
    [InlineData("Bearer {0}, Bearer x", "the Authorization header has several values")]
    [InlineData("Bearer undefined", "the token is the word \"undefined\": the client sent a variable that has no value")]
    [InlineData("Bearer ${TOKEN}", "the token is the word \"${TOKEN}\": the client sent a variable that has no value")]
    [InlineData("Bearer Bearer {0}", "\"Bearer\" occurs twice")]
    [InlineData("Bearer \"{0}\"", "the token is in quotes")]
    [InlineData("Bearer {0}\n", "the token contains a line break")]
    [InlineData("Bearer {0} x", "the token contains a space")]
    [InlineData("Bearer a.b.c.d.e", "the token has 5 parts, so it is encrypted, as Cognito's refresh tokens are; send the access token")]
    [InlineData("Bearer abc", "the token is not a JSON Web Token: expected 3 parts separated by \".\", found 1")]
    [InlineData("Bearer {1}.", "the token has no signature")]
    [InlineData("Bearer {1}.ab==", "the token is encoded as base64 instead of base64url: it contains \"+\", \"/\" or \"=\"")]
    [InlineData("Bearer {0}a", "the token's signature is not base64url; perhaps the token was cut off, or something was appended")]
    [InlineData("Bearer YQ.e30.YQ", "the token's header is not a JSON object")]
    [InlineData("Bearer eyJhbGciOiJSUzI1NiJ9.YQ.YQ", "the token's payload is not a JSON object")]
    public void The_mistake_in_the_header_is_reported(string value, string sentence)
    {
        string token = TestTokens.Access();
        value = value.Replace("{0}", token, StringComparison.Ordinal).Replace("{1}", token[..token.LastIndexOf('.')], StringComparison.Ordinal);

        Explanation explanation = Explain(("Authorization", value));

        Assert.Equal((401, sentence), (explanation.Status, explanation.Why));
    }

    [Fact]
    public void Two_different_tokens_are_reported() => Assert.Equal(
        "the Authorization header has 2 different values", Explain(("Authorization", "Bearer a"), ("authorization", "Bearer b")).Why);

    [Fact]
    public void A_token_in_another_header_is_reported() => Assert.Equal(
        "the request has no token (looked in Authorization header); the header X-Token has one, but it is not in AUTHORIZER_TOKEN_SOURCES",
        Explain(("X-Token", TestTokens.Access())).Why);

    [Fact]
    public void Words_for_missing_values_of_several_languages_are_recognized() => Assert.All(
        ["null", "None", "[object Object]", "NaN"],
        word => Assert.Contains($"the word \"{word}\"", Explain(("Authorization", "Bearer " + word)).Why, StringComparison.Ordinal));

    [Theory]
    [InlineData("httpMethod", "POST", "the event says \"POST\", but its ARN is arn:aws:execute-api:us-east-1:123456789012:explained0/demo/GET/pets")]
    [InlineData("path", "/admin", "the event says \"/admin\", but its ARN is arn:aws:execute-api:us-east-1:123456789012:explained0/demo/GET/pets")]
    public void Both_values_are_shown_if_the_event_disagrees_with_its_ARN(string member, string value, string sentence)
    {
        JsonObject request = Event(("Authorization", "Bearer " + TestTokens.Access()));
        request[member] = value;

        Assert.Equal(sentence, Explain(request).Why);
    }

    [Theory]
    [InlineData("{}", "the event is not one that API Gateway sends to an authorizer: it has neither methodArn nor routeArn")]
    [InlineData("[]", "the event is not a JSON object, or has a duplicate member")]
    [InlineData("""{ "methodArn": "a", "routeArn": "b" }""", "methodArn is a, but routeArn is b")]
    public void An_invalid_event_is_reported(string json, string sentence) => Assert.Equal(sentence, Explain(Encoding.UTF8.GetBytes(json)).Why);

    private static Explanation Explain(params (string Name, string Value)[] headers) => Explain(Event(headers));

    private static JsonObject Event(params (string Name, string Value)[] headers) =>
        RequestSynthesis.Create(CallTarget.Parse("GET /pets"), headers, token: null, tokenSources: null, EventShape.RestRequest);

    private static Explanation Explain(JsonObject request) => Explain(Encoding.UTF8.GetBytes(request.ToJsonString()));

    private static Explanation Explain(byte[] request) => Explainer.Explain(new ExplainRequest
    {
        Variables = _ => null,
        PermissionsName = "permissions.json",
        Permissions = """{ "version": 1, "rules": [] }"""u8.ToArray(),
        Event = request,
        Token = TestTokens.Access(),
        Jwks = Encoding.UTF8.GetBytes(new JsonObject { [TestTokens.Issuer] = JsonNode.Parse(SigningKey.Jwks(SigningKey.Default.Jwk())) }.ToJsonString()),
    });
}
