using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace DevTool.Demo;

/// <summary>The response that a step of the demo expects.</summary>
/// <param name="Checks">Checks of the header fields and the body. Each check returns what is wrong, or <see langword="null"/>.</param>
internal sealed record DemoExpectation(int Status, params Func<DemoAnswer, string?>[] Checks)
{
    private const string AllowOrigin = "Access-Control-Allow-Origin";

    /// <summary>Compares a response with the expectation.</summary>
    /// <returns>The differences, one sentence each.</returns>
    public IReadOnlyList<string> Problems(DemoAnswer answer) =>
    [
        .. answer.Status == Status ? Array.Empty<string>() : [$"expected {Status}, got {answer.Status}: {answer.Body?.ToJsonString()}"],
        .. Checks.Select(check => check(answer)).OfType<string>(),
    ];

    /// <summary>Checks that the sample API received a value of the caller's identity.</summary>
    public static Func<DemoAnswer, string?> Identity(string member, string expected) => answer =>
        Text(answer.Body?["identity"], member) is var actual && actual == expected
            ? null
            : $"expected identity.{member} to be {expected}, got {actual ?? "none"}";

    /// <summary>Checks the error body of a REST API, which its gateway responses define.</summary>
    public static Func<DemoAnswer, string?> RestError(string code) => answer =>
        Text(answer.Body?["error"], "code") == code
        && Text(answer.Body?["error"], "message") is { Length: > 0 }
        && Text(answer.Body?["error"], "requestId") is { Length: > 0 }
            ? null
            : $"expected error.code {code}, error.message and error.requestId";

    /// <summary>Checks the error body of an HTTP API, which API Gateway defines.</summary>
    public static Func<DemoAnswer, string?> HttpError(string message) => answer =>
        Text(answer.Body, "message") == message ? null : $"expected the message {message}";

    /// <summary>Checks that a page from another origin may read the response.</summary>
    public static string? Cors(DemoAnswer answer) => answer.Headers.ContainsKey(AllowOrigin) ? null : $"expected {AllowOrigin}";

    /// <summary>Checks that a page from another origin may send the call that its preflight request describes.</summary>
    public static string? Preflight(DemoAnswer answer) =>
        Lists(answer, "Access-Control-Allow-Headers", "Authorization") && Lists(answer, "Access-Control-Allow-Methods", "GET")
            ? null
            : "expected Access-Control-Allow-Headers with Authorization and Access-Control-Allow-Methods with GET";

    private static bool Lists(DemoAnswer answer, string header, string value) => answer.Headers.GetValueOrDefault(header, string.Empty)
        .Split(',', StringSplitOptions.TrimEntries)
        .Contains(value, StringComparer.OrdinalIgnoreCase);

    private static string? Text(JsonNode? json, string member) => (json as JsonObject)?[member]?.ToString();
}
