using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Events;
using Authorizer.Fetching;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Permissions;
using Authorizer.Signatures;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace DevTool.Explaining;

/// <summary>
/// Walks the stages of <see cref="AuthorizationPipeline"/> in its order, with its own types, and tells of each what it saw. The
/// decision itself is the pipeline's; this only has to end where that one ends.
/// </summary>
/// <param name="settings">What is accepted.</param>
/// <param name="keys">The issuers' keys.</param>
/// <param name="claimNames">The claims anybody asks for.</param>
/// <param name="rules">Tells of the rules.</param>
/// <param name="callerName">What sentences call the caller.</param>
internal sealed class DecisionStory(Settings settings, KeyRing keys, ClaimNames claimNames, RulesStory rules, string callerName)
{
    private readonly Utf8Scratch _scratch = new();
    private NoTrace _noTrace;
    private readonly TokenWorkspace _workspace = new(settings.MaxTokenBytes, claimNames);

    /// <summary>The steps before the rules.</summary>
    public List<ExplainedStep> Steps { get; } = [];

    /// <summary>The rules, where they were reached.</summary>
    public List<ExplainedRule> Rules { get; private set; } = [];

    /// <summary>Why the rules decided as they did, or <see langword="null"/> if they were not reached.</summary>
    public NearestMiss? Miss { get; private set; }

    /// <summary>Where words and verdicts differ: defects of this tool.</summary>
    public List<string> Disagreements { get; } = [];

    /// <summary>The token found in the event, or <see langword="null"/>.</summary>
    public string? Token { get; private set; }

    /// <summary>Whether its signature holds.</summary>
    public bool Verified { get; private set; }

    /// <summary>Tells the story of one event.</summary>
    /// <param name="json">The event.</param>
    /// <param name="now">The time.</param>
    /// <returns>Where the story ends.</returns>
    public Outcome Tell(ReadOnlySpan<byte> json, Moment now)
    {
        if (!EventReader.TryRead(json, _scratch, out AuthorizerEvent request))
        {
            return Refuse("event", Outcome.EventUnsupported, "the event is not one that API Gateway sends to an authorizer");
        }

        Pass("event", $"{request.Kind}: {Text(request.Arn.Method)} {Text(request.Arn.Path)} of {Text(request.Arn.Text)}");
        Outcome outcome = Extract(request, out ReadOnlySpan<byte> text);
        scoped VerifiedToken token = default;
        outcome = outcome == Outcome.Allowed ? Verify(text, now, out token) : outcome;
        outcome = outcome == Outcome.Allowed ? ValidateClaims(token, now, out byte[] clientId) : NoClient(outcome, out clientId);
        outcome = outcome == Outcome.Allowed ? CheckRequest(request) : outcome;
        return outcome == Outcome.Allowed ? Authorize(request.Arn, token, clientId) : NotReached(outcome);
    }

    private static Outcome NoClient(Outcome outcome, out byte[] clientId)
    {
        clientId = [];
        return outcome;
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);

    private void Pass(string stage, string text) => Steps.Add(new ExplainedStep(stage, StepResult.Passed, text));

    private Outcome Refuse(string stage, Outcome outcome, string text)
    {
        Steps.Add(new ExplainedStep(stage, StepResult.Refused, text));
        return outcome;
    }

    private Outcome NotReached(Outcome outcome)
    {
        Steps.Add(new ExplainedStep("rules", StepResult.NotReached, "not reached"));
        return outcome;
    }

    private Outcome Extract(in AuthorizerEvent request, out ReadOnlySpan<byte> text)
    {
        string sources = request.Kind == EventKind.RestToken
            ? "authorizationToken"
            : string.Join(", ", settings.TokenSources.Select(source => $"{source.Location} {Text(source.Name)}"));
        Outcome outcome = TokenExtractor.Extract(request, settings.TokenSources, _scratch, out _, out text);
        if (outcome == Outcome.Allowed)
        {
            Token = Text(text);
            Pass("token", string.Create(CultureInfo.InvariantCulture, $"found, {text.Length} bytes (looked in: {sources})"));
            return outcome;
        }

        return Refuse("token", outcome, outcome == Outcome.TokenMissing
            ? $"the request has no token (looked in {sources})"
            : $"the token has no \"Bearer \" prefix, or the request has two different tokens (looked in {sources})");
    }

    private Outcome Verify(ReadOnlySpan<byte> text, Moment now, out VerifiedToken verified)
    {
        verified = default;
        if (text.Length > settings.MaxTokenBytes)
        {
            return Refuse("token", Outcome.TokenTooLarge, $"the token is longer than AUTHORIZER_MAX_TOKEN_BYTES ({settings.MaxTokenBytes})");
        }

        Outcome outcome = UnverifiedToken.TryParse(text, _workspace, out UnverifiedToken token);
        if (outcome != Outcome.Allowed)
        {
            return Refuse("token", outcome, outcome switch
            {
                Outcome.AlgorithmNotAllowed => "the token's algorithm (alg) is not RS256",
                Outcome.CriticalHeaderUnsupported => "the token's header has crit, zip or b64: false, which is not supported",
                _ => "the token is not a JSON Web Token: expected three parts of base64url, the first two JSON objects without duplicate members",
            });
        }

        Pass("token", "a compact JWS with alg RS256, strictly read");
        if (!token.TryGetUnverifiedIssuer(out ReadOnlySpan<byte> issuerName))
        {
            return Refuse("issuer", Outcome.ClaimInvalid, "the claim iss is missing or not a string");
        }

        if (keys.FindIssuer(issuerName) is not { } issuer)
        {
            string accepted = string.Join(", ", settings.Issuers.Select(candidate => candidate.Name));
            return Refuse("issuer", Outcome.IssuerNotAllowed, $"the token's issuer {Text(issuerName)} is not accepted; accepted: {accepted}");
        }

        Pass("issuer", $"iss is {Text(issuerName)}, which is accepted");
        string keyId = Text(token.UnverifiedKeyId);
        if (keyId.Length == 0)
        {
            return Refuse("key", Outcome.KeyUnknown, "the token's header has no kid, so it matches no key");
        }

        KeyLookup lookup = issuer.Find(token.UnverifiedKeyId, now, out RsaSha256Key? key);
        if (lookup != KeyLookup.Found || key is null)
        {
            return lookup == KeyLookup.Unavailable
                ? Refuse("key", Outcome.KeysUnavailable, $"the issuer's keys are unavailable, so the signature (kid {keyId}) was not checked")
                : Refuse("key", Outcome.KeyUnknown, $"the issuer has no usable key with kid {keyId}");
        }

        Pass("key", $"the issuer has a key with the kid {keyId}");
        if (!VerifiedToken.TryVerify(token, key, out verified))
        {
            return Refuse("signature", Outcome.SignatureInvalid, "the signature is invalid: the token was changed, or another key signed it");
        }

        Verified = true;
        Pass("signature", "the signature is valid");
        return Outcome.Allowed;
    }

    private Outcome ValidateClaims(in VerifiedToken token, Moment now, out byte[] clientId)
    {
        Outcome told = new ClaimsStory(settings, Steps).Tell(token, now.UnixSeconds);
        Outcome outcome = new ClaimsValidator(settings).Validate(token, now.UnixSeconds, ref _noTrace, out clientId);
        if (told != outcome)
        {
            Disagreements.Add($"claims: told {told}, decided {outcome}");
        }

        return outcome;
    }

    private Outcome CheckRequest(in AuthorizerEvent request)
    {
        Outcome outcome = new RequestChecks(settings).Check(request, _scratch, ref _noTrace);
        if (outcome != Outcome.Allowed)
        {
            return Refuse("request", outcome, outcome switch
            {
                Outcome.RouteNotPermitted => "the event's method or path is not that of its ARN",
                Outcome.HeaderMissing => "a header of AUTHORIZER_REQUIRED_HEADERS is missing",
                Outcome.ContentTypeNotAllowed => "the content type is not one of AUTHORIZER_CONTENT_TYPES",
                _ => "Content-Length is not a number, or larger than AUTHORIZER_MAX_CONTENT_LENGTH",
            });
        }

        Pass("request", "the event agrees with its ARN, and the required headers are present");
        return outcome;
    }

    private Outcome Authorize(in MethodArn arn, in VerifiedToken token, byte[] clientId)
    {
        byte[] path = new byte[arn.Path.Length];
        int length = 0;
        if (!arn.IsConnect && !CanonicalPath.TryDecode(arn.Path, path, out length))
        {
            return Refuse("path", Outcome.PathNotCanonical, $"{Text(arn.Path)} is not canonical: the backend could read it as another path");
        }

        if (!arn.IsConnect && !AuthorizationPipeline.IsSpelledAsIs(arn.Path, settings.PolicyScope))
        {
            return Refuse("path", Outcome.PathNotCanonical, $"{Text(arn.Path)} contains %, which AUTHORIZER_POLICY_SCOPE=principal refuses");
        }

        if (settings.PolicyScope == PolicyScope.Principal && !arn.IsConnect && !rules.Methods.Contains(arn.Method))
        {
            return Refuse("path", Outcome.RouteNotPermitted, $"{Text(arn.Method)} is not a method of API Gateway, and no rule names it");
        }

        Pass("path", arn.IsConnect ? "$connect has no path" : $"canonical: {Text(path.AsSpan(0, length))}");
        var caller = new CallerWords(callerName, TokenPeek.Claims(Token));
        Rules = rules.Tell(token, clientId, arn.Method, path.AsSpan(0, length), caller, Disagreements);
        Miss = NearestMiss.Find(rules.Rules, Rules, Text(arn.Method), Text(path.AsSpan(0, length)), caller);
        return Rules.Find(rule => rule.Decides)?.Effect == "allow" ? Outcome.Allowed : Outcome.RouteNotPermitted;
    }
}
