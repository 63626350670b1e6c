using System;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Contract;

namespace LoadTest.Workload;

/// <summary>The events of the load test. They are created before the measurement, because signing takes longer than a decision.</summary>
internal static class Traffic
{
    /// <summary>The current signing key of the pool.</summary>
    public static readonly SigningKey Key = SigningKey.Default;

    // A pool publishes two keys (Amazon Cognito developer guide: "Verifying JSON web tokens").
    private static readonly SigningKey OtherKey = new("key-2");

    /// <summary>The key set of the pool.</summary>
    public static string Jwks { get; } = SigningKey.Jwks(OtherKey.Jwk(), Key.Jwk());

    /// <summary>Creates allowed events, each with its own token.</summary>
    /// <param name="count">The number of events.</param>
    /// <returns>REQUEST events of a REST API.</returns>
    public static byte[][] Allowed(int count)
    {
        byte[][] events = new byte[count][];
        for (int at = 0; at < count; at++)
        {
            events[at] = Event(Token(at), "/pets");
        }

        return events;
    }

    /// <summary>Creates a token like those of Cognito.</summary>
    /// <param name="number">A number that makes the token unique.</param>
    public static string Token(int number) => TestTokens.Access(claims => Number(claims, number));

    /// <summary>Creates a token whose claims are arrays of escaped strings. A pre-token-generation trigger can add such claims.</summary>
    /// <param name="number">A number that makes the token unique.</param>
    public static string EscapedToken(int number)
    {
        const int Groups = 40;
        JsonObject claims = TestTokens.AccessClaims();
        _ = claims.Remove("cognito:groups");
        Number(claims, number);
        StringBuilder payload = new StringBuilder(claims.ToJsonString()).Remove(claims.ToJsonString().Length - 1, 1);
        foreach (string claim in (ReadOnlySpan<string>)["cognito:groups", "aud"])
        {
            _ = payload.Append(CultureInfo.InvariantCulture, $",\"{claim}\":[\"readers\"");
            for (int at = 0; at < Groups; at++)
            {
                _ = payload.Append(CultureInfo.InvariantCulture, $",\"\\u0067roup\\/{at}\"");
            }

            _ = payload.Append(']');
        }

        return TestTokens.WithPayload(payload.Append('}').ToString());
    }

    /// <summary>Creates an event with a valid token and a route that no rule allows.</summary>
    /// <param name="number">A number that makes the token unique.</param>
    public static byte[] NotPermitted(int number = 0) => Event(Token(number), "/admin/users");

    /// <summary>Creates an event with an expired token.</summary>
    public static byte[] Expired() => Event(TestTokens.Access(claims => claims["exp"] = TestTokens.Now - 3600), "/pets");

    /// <summary>Creates an event with a token whose payload was changed after signing.</summary>
    public static byte[] Tampered()
    {
        string[] honest = Token(0).Split('.');
        string[] other = Token(1).Split('.');
        return Event($"{honest[0]}.{other[1]}.{honest[2]}", "/pets");
    }

    /// <summary>Creates an event without a token.</summary>
    public static byte[] Anonymous() => Bytes(TestEvents.RestRequest(null));

    /// <summary>Creates a REQUEST event of a REST API with the headers of a browser.</summary>
    /// <param name="token">The access token.</param>
    /// <param name="path">The path of the GET request.</param>
    /// <returns>The bytes of the event.</returns>
    public static byte[] Event(string token, string path) =>
        Bytes(TestEvents.RestRequest(TestEvents.Bearer(token), "GET", path).With(AddBrowserHeaders));

    private static byte[] Bytes(JsonObject request) => Encoding.UTF8.GetBytes(request.ToJsonString());

    private static void Number(JsonObject claims, int number)
    {
        claims["sub"] = $"6f1c0d5e-0001-4b2a-9c3d-{number.ToString("x12", CultureInfo.InvariantCulture)}";
        claims["jti"] = $"0b7c1a52-0004-4b2a-9c3d-{number.ToString("x12", CultureInfo.InvariantCulture)}";
    }

    private static void AddBrowserHeaders(JsonObject request)
    {
        ReadOnlySpan<(string Name, string Value)> headers =
        [
            ("Accept", "application/json, text/plain, */*"),
            ("Accept-Encoding", "gzip, deflate, br, zstd"),
            ("Accept-Language", "en-GB,en;q=0.9"),
            ("CloudFront-Forwarded-Proto", "https"),
            ("CloudFront-Is-Desktop-Viewer", "true"),
            ("CloudFront-Is-Mobile-Viewer", "false"),
            ("CloudFront-Viewer-ASN", "64496"),
            ("CloudFront-Viewer-Country", "IE"),
            ("Origin", "https://app.example.com"),
            ("Referer", "https://app.example.com/"),
            ("sec-ch-ua", "\"Chromium\";v=\"141\", \"Not?A_Brand\";v=\"8\""),
            ("sec-ch-ua-mobile", "?0"),
            ("sec-ch-ua-platform", "\"Linux\""),
            ("sec-fetch-dest", "empty"),
            ("sec-fetch-mode", "cors"),
            ("sec-fetch-site", "cross-site"),
            ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"),
            ("Via", "2.0 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)"),
            ("X-Amz-Cf-Id", "3uvCz9c0yQ9gH9r2M1p0d2Yk0n5n0xQ2f3Wc5d4J8wq4bq9jH1TzXw=="),
            ("X-Amzn-Trace-Id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700"),
            ("X-Forwarded-For", "192.0.2.1, 198.51.100.7"),
            ("X-Forwarded-Proto", "https"),
        ];
        foreach ((string name, string value) in headers)
        {
            request["headers"]![name] = value;
            request["multiValueHeaders"]![name] = new JsonArray(value);
        }
    }
}
