using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Decisions;
using Authorizer.Mcp;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Tokens;
using Authorizer.Tracing;
using Contract;
using Xunit;

namespace Authorizer.Tests.Tracing;

/// <summary>For each possible result, the trace of a decision ends with the check that caused the result.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly AuthorizerOptions _options = new(
        ("AUTHORIZER_REQUIRED_HEADERS", "host"), ("AUTHORIZER_CONTENT_TYPES", "application/json"), ("AUTHORIZER_MAX_CONTENT_LENGTH", "10"));

    public TraceTests() => _options.Permissions(AuthorizerOptions.DefaultPermissions.Replace(
        "\"$connect\"] }", "\"$connect\", \"MCP /mcp tools/list\"] }", StringComparison.Ordinal));

    public void Dispose() => _options.Dispose();

    public static TheoryData<string, string, string> Calls
    {
        get
        {
            var calls = new TheoryData<string, string, string>();
            foreach ((string Code, string Last, JsonObject Event) call in AllCalls())
            {
                calls.Add(call.Code, call.Last, call.Event.ToJsonString());
            }

            return calls;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void The_trace_ends_with_the_decisive_check(string code, string last, string request)
    {
        _ = _options.Set("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", last == "auth_time" ? "1" : null);
        List<(string Check, Refusal? Refusal)> told = Decide(TestAuthorization.Create(_options), request, out Outcome outcome, out Outcome untraced);

        Assert.Equal(code, Encoding.UTF8.GetString(outcome.Code));
        Assert.Equal(outcome, untraced);
        Assert.Equal(last, told[^1].Check);
        Assert.All(told.SkipLast(1), step => Assert.Null(step.Refusal));
        Assert.Equal(last == "rules" ? null : outcome.Refusal, told[^1].Refusal);
    }

    [Fact]
    public void The_trace_lists_the_checks_in_order()
    {
        TestAuthorization authorization = TestAuthorization.Create(_options);
        string request = Post(_ => { }).ToJsonString();

        List<(string Check, Refusal? Refusal)> first = Decide(authorization, request, out _, out _);
        List<(string Check, Refusal? Refusal)> second = Decide(authorization, request, out _, out _);

        Assert.Equal(
            [
                "Event", "token", "TokenLength", "TokenForm", "Issuer", "Key", "Signature", "sub", "token_use", "client_id", "exp", "nbf", "iat",
                "Revocations", "Agreement", "RequiredHeader", "ContentType", "ContentLength", "Path", "rules",
            ],
            first.Select(step => step.Check));
        Assert.Equal(
            ["Event", "token", "TokenLength", "TokenCache", "sub"], second.Take(5).Select(step => step.Check));
    }

    private static IEnumerable<(string Code, string Last, JsonObject Event)> AllCalls()
    {
        yield return ("event_unsupported", "Event", []);
        yield return ("token_missing", "token", TestEvents.RestRequest(null));
        yield return ("token_malformed", "token", TestEvents.RestRequest(TestTokens.Access()));
        yield return ("token_too_large", "TokenLength", Get(new string('A', 20_000)));
        yield return ("token_malformed", "TokenForm", Get("a.b.c"));
        yield return ("algorithm_not_allowed", "TokenForm", Get(TestTokens.WithHeader(header => header["alg"] = "none")));
        yield return ("issuer_not_allowed", "Issuer", With("iss", "https://other.example.com/"));
        yield return ("claim_invalid", "Issuer", With("iss", null));
        yield return ("key_unknown", "Key", Get(TestTokens.WithHeader(header => header["kid"] = "other")));
        yield return ("key_unknown", "Key", Get(TestTokens.WithHeader(header => header["kid"] = "")));
        yield return ("signature_invalid", "Signature", Get(TestTokens.Access()[..^8] + "AAAAAAAA"));
        yield return ("claim_invalid", "sub", With("sub", null));
        yield return ("claim_invalid", "cognito:groups", With("cognito:groups", new JsonArray(1)));
        yield return ("claim_invalid", "aud", With("aud", 1));
        yield return ("claim_invalid", "scope", With("scope", 1));
        yield return ("token_use_not_allowed", "token_use", Get(TestTokens.Id()));
        yield return ("client_not_allowed", "client_id", With("client_id", "other"));
        yield return ("claim_invalid", "client_id", With("client_id", null));
        yield return ("token_expired", "exp", With("exp", 1));
        yield return ("claim_invalid", "exp", With("exp", "1"));
        yield return ("claim_invalid", "iat", With("iat", 1e300));
        yield return ("token_not_yet_valid", "nbf", With("nbf", 9_999_999_999));
        yield return ("token_not_yet_valid", "iat", With("iat", 9_999_999_999));
        yield return ("token_too_old", "auth_time", With("auth_time", 1));
        yield return ("route_not_permitted", "Agreement", Get(TestTokens.Access()).With(request => request["path"] = "/other"));
        yield return ("header_missing", "RequiredHeader", Post(headers => headers.Clear()));
        yield return ("content_type_not_allowed", "ContentType", Post(headers => headers["content-type"] = "text/plain"));
        yield return ("request_too_large", "ContentLength", Post(headers => headers["content-length"] = "11"));
        yield return ("path_not_canonical", "Path", TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), path: "/pets/"));
        yield return ("mcp_header_invalid", "McpHeaders", Post(_ => { }, "/mcp"));
        yield return ("route_not_permitted", "rules", TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access()), path: "/admin"));
        yield return ("allowed", "rules", Get(TestTokens.Access()));
    }

    private static JsonObject Get(string token) => TestEvents.RestRequest(TestEvents.Bearer(token));

    private static JsonObject With(string claim, JsonNode? value) => Get(TestTokens.Access(claims =>
    {
        _ = claims.Remove(claim);
        if (value is not null)
        {
            claims[claim] = value;
        }
    }));

    private static JsonObject Post(Action<JsonObject> changeHeaders, string path = "/pets") =>
        TestEvents.RestRequest(null, "POST", path).With(request =>
        {
            _ = request.Remove("multiValueHeaders");
            var headers = new JsonObject { ["host"] = "example.com", ["content-type"] = "application/json" };
            changeHeaders(headers);
            headers["Authorization"] = TestEvents.Bearer(TestTokens.Access());
            request["headers"] = headers;
        });

    private static List<(string Check, Refusal? Refusal)> Decide(
        TestAuthorization authorization, string request, out Outcome traced, out Outcome untraced)
    {
        byte[] json = Encoding.UTF8.GetBytes(request);
        var recorder = new Recorder([]);
        authorization.Decide(json, ref recorder, out Decision decision);
        traced = decision.Outcome;
        authorization.Decide(json, out decision);
        untraced = decision.Outcome;
        return recorder.Told;
    }

    private readonly struct Recorder(List<(string Check, Refusal? Refusal)> told) : IDecisionTrace
    {
        private static readonly string[] Names =
        [
            "iss", "sub", "aud", "client_id", "token_use", "exp", "nbf", "iat", "auth_time", "scope", "cognito:groups", "username",
            "cognito:username", "jti", "origin_jti",
        ];

        public List<(string Check, Refusal? Refusal)> Told { get; } = told;

        public void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken) => Told.Add(("token", refusal));

        public void Checked(Check check, Refusal? refusal, ReadOnlySpan<byte> value) => Told.Add((check.ToString(), refusal));

        public void CheckedClaim(ClaimSlot slot, Refusal? refusal, in VerifiedToken token) => Told.Add((Names[slot.Index], refusal));

        public void Ruled(RuleSet rules, in Caller caller, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path, in McpCall mcp) => Told.Add(("rules", null));
    }
}
