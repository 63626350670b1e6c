using System;
using System.Linq;
using System.Text;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;
using Xunit;

namespace DevTool.Tests.Gateway;

/// <summary>
/// The HTTP responses that APIs create from a function's answer. The expected responses were recorded on AWS: for REST APIs by LocalStack's tests
/// (test_apigateway_lambda.py, test_aws_proxy_response_payload_format_validation), for HTTP APIs by the AWS Lambda Test Tool.
/// </summary>
public sealed class ProxyResponseTests
{
    [Theory]
    [InlineData("""{"statusCode":200}""", 200)]
    [InlineData("""{"statusCode":"201"}""", 201)]
    [InlineData("""{"headers":{"a":"b"}}""", 200)]
    [InlineData("""{"statusCode":200,"headers":null}""", 200)]
    [InlineData("{}", 200)]
    [InlineData("""{"statusCode":200,"wrongValue":"value"}""", null)]
    [InlineData("""{"statusCode":200,"cookies":["a=b"]}""", null)]
    [InlineData("""{"statusCode":200,"multiValueHeaders":{"a":"value1"}}""", null)]
    [InlineData("""{"statusCode":"test"}""", null)]
    [InlineData("\"justAString\"", null)]
    [InlineData("[]", null)]
    [InlineData("nonsense", null)]
    public void A_rest_api_rejects_unknown_members_and_accepts_an_answer_without_a_status(string answer, int? status) =>
        Assert.Equal(status, Read(answer, ApiKind.Rest, PayloadVersion.V1)?.Status);

    [Theory]
    [InlineData("""{"statusCode":200,"x":1}""", 200)]
    [InlineData("""{"headers":{"a":"b"}}""", null)]
    [InlineData("""{"statusCode":0}""", null)]
    [InlineData("nonsense", null)]
    public void Payload_1_of_an_http_api_requires_a_status(string answer, int? status) =>
        Assert.Equal(status, Read(answer, ApiKind.Http, PayloadVersion.V1)?.Status);

    [Theory]
    [InlineData("\"Hello, World!\"", "Hello, World!")]
    [InlineData("\"\"", "")]
    [InlineData("\"Special \\\"quoted\\\" text\"", "Special \"quoted\" text")]
    [InlineData("{\"name\": \"John Doe\", \"age\":", "{\"name\": \"John Doe\", \"age\":")]
    [InlineData("{\"name\": \"John Doe\", \"age\": 30}", "{\"name\": \"John Doe\", \"age\": 30}")]
    [InlineData("[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5]")]
    [InlineData("true", "true")]
    [InlineData("42", "42")]
    public void Payload_2_uses_an_answer_without_a_status_as_the_body(string answer, string body)
    {
        HttpReply reply = Read(answer, ApiKind.Http, PayloadVersion.V2)!;
        Assert.Equal((200, body), (reply.Status, Encoding.UTF8.GetString(reply.Body)));
        Assert.Equal("application/json", Header(reply, "Content-Type"));
    }

    [Fact]
    public void Payload_2_rejects_an_invalid_status() =>
        Assert.Null(Read("""{"statusCode":200.5,"body":"x"}""", ApiKind.Http, PayloadVersion.V2));

    [Theory]
    [InlineData("Rest", "V1", "application/json")]
    [InlineData("Http", "V1", "text/plain; charset=utf-8")]
    [InlineData("Http", "V2", "text/plain; charset=utf-8")]
    public void A_body_without_a_content_type_gets_the_default_of_the_api(string api, string payload, string type)
    {
        (ApiKind kind, PayloadVersion version) = (Enum.Parse<ApiKind>(api), Enum.Parse<PayloadVersion>(payload));
        Assert.Equal(type, Header(Read("""{"statusCode":200,"body":"x"}""", kind, version)!, "Content-Type"));
        Assert.Equal("a/b", Header(Read("""{"statusCode":200,"headers":{"content-type":"a/b"},"multiValueHeaders":{"Content-Type":["c/d"]}}""", kind, version)!, "Content-Type"));
    }

    [Theory]
    [InlineData("Rest", "x-many: value1, value2, X-Many: solo, x-bool: true, x-number: 1.50")]
    [InlineData("Http", "X-Many: solo, x-bool: true, x-number: 1.50, x-many: value1, value2")]
    public void Values_of_headers_and_multiValueHeaders_are_both_sent(string api, string expected)
    {
        HttpReply reply = Read(
            """{"statusCode":200,"headers":{"X-Many":"solo","x-bool":true,"x-number":1.50},"multiValueHeaders":{"x-many":["value1","value2"]}}""",
            Enum.Parse<ApiKind>(api),
            PayloadVersion.V1)!;

        var fields = reply.Headers.Where(header => header.Key != "Content-Type").GroupBy(header => header.Key)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(header => header.Value))}");
        Assert.Equal(expected, string.Join(", ", fields));
    }

    [Fact]
    public void Payload_1_uses_multiValueHeaders_and_payload_2_uses_cookies()
    {
        const string Both = """{"statusCode":200,"multiValueHeaders":{"x-many":["a"]},"cookies":["c=d"]}""";

        HttpReply first = Read(Both, ApiKind.Http, PayloadVersion.V1)!;
        Assert.Equal(("a", null), (Header(first, "x-many"), Header(first, "Set-Cookie")));
        HttpReply second = Read(Both, ApiKind.Http, PayloadVersion.V2)!;
        Assert.Equal((null, "c=d"), (Header(second, "x-many"), Header(second, "Set-Cookie")));
    }

    private static HttpReply? Read(string answer, ApiKind kind, PayloadVersion version) =>
        ProxyResponse.Read(Encoding.UTF8.GetBytes(answer), kind, version);

    private static string? Header(HttpReply reply, string name)
    {
        string[] values = [.. reply.Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];
        return values.Length == 0 ? null : Assert.Single(values);
    }
}
