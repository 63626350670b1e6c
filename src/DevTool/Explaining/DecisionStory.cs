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
internal sealed class DecisionStory(Settings settings, KeyRing keys, ClaimNames claimNames, RulesStory rules)
{
    private readonly Utf8Scratch _scratch = new();
    private NoTrace _noTrace;
    private readonly TokenWorkspace _workspace = new(settings.MaxTokenBytes, claimNames);

    /// <summary>The steps before the rules.</summary>
    public List<ExplainedStep> Steps { get; } = [];

    /// <summary>The rules, where they were reached.</summary>
    public List<ExplainedRule> Rules { get; private set; } = [];

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
            return Refuse("event", Outcome.EventUnsupported, "the event is none of those API Gateway sends to an authorizer");
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
        Steps.Add(new ExplainedStep("rules", StepResult.NotReached, "no rule was asked"));
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
            ? $"there is no token (looked in: {sources})"
            : $"there is something, but no token: Bearer is missing before it, or two values differ (looked in: {sources})");
    }

    private Outcome Verify(ReadOnlySpan<byte> text, Moment now, out VerifiedToken verified)
    {
        verified = default;
        if (text.Length > settings.MaxTokenBytes)
        {
            return Refuse("token", Outcome.TokenTooLarge, $"longer than AUTHORIZER_MAX_TOKEN_BYTES, {settings.MaxTokenBytes}");
        }

        Outcome outcome = UnverifiedToken.TryParse(text, _workspace, out UnverifiedToken token);
        if (outcome != Outcome.Allowed)
        {
            return Refuse("token", outcome, outcome switch
            {
                Outcome.AlgorithmNotAllowed => "the header's alg is not RS256",
                Outcome.CriticalHeaderUnsupported => "the header has crit, zip, or a b64 that is not true",
                _ => "not a compact JWS in its one strict spelling: three parts of base64url, header and payload one JSON object each, no member twice",
            });
        }

        Pass("token", "a compact JWS with alg RS256, strictly read");
        if (!token.TryGetUnverifiedIssuer(out ReadOnlySpan<byte> issuerName))
        {
            return Refuse("issuer", Outcome.ClaimInvalid, "iss is missing or no string");
        }

        if (keys.FindIssuer(issuerName) is not { } issuer)
        {
            string accepted = string.Join(", ", settings.Issuers.Select(candidate => candidate.Name));
            return Refuse("issuer", Outcome.IssuerNotAllowed, $"iss is {Text(issuerName)}; accepted are {accepted}");
        }

        Pass("issuer", $"iss is {Text(issuerName)}, which is accepted");
        string keyId = Text(token.UnverifiedKeyId);
        if (keyId.Length == 0)
        {
            return Refuse("key", Outcome.KeyUnknown, "the header has no kid, so it matches no key");
        }

        KeyLookup lookup = issuer.Find(token.UnverifiedKeyId, now, out RsaSha256Key? key);
        if (lookup != KeyLookup.Found || key is null)
        {
            return lookup == KeyLookup.Unavailable
                ? Refuse("key", Outcome.KeysUnavailable, $"the issuer's keys are not at hand, so the signature (kid {keyId}) was not checked")
                : Refuse("key", Outcome.KeyUnknown, $"the issuer has no usable key with the kid {keyId}");
        }

        Pass("key", $"the issuer has a key with the kid {keyId}");
        if (!VerifiedToken.TryVerify(token, key, out verified))
        {
            return Refuse("signature", Outcome.SignatureInvalid, "the signature does not hold: header or claims were changed, or another key signed them");
        }

        Verified = true;
        Pass("signature", "the signature holds: from here on, the claims are the issuer's word");
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
                Outcome.ContentTypeNotAllowed => "the content type is not in AUTHORIZER_CONTENT_TYPES",
                _ => "Content-Length is above AUTHORIZER_MAX_CONTENT_LENGTH, or no number",
            });
        }

        Pass("request", "the event agrees with its ARN, and what is asked of headers holds");
        return outcome;
    }

    private Outcome Authorize(in MethodArn arn, in VerifiedToken token, byte[] clientId)
    {
        byte[] path = new byte[arn.Path.Length];
        int length = 0;
        if (!arn.IsConnect && !CanonicalPath.TryDecode(arn.Path, path, out length))
        {
            return Refuse("path", Outcome.PathNotCanonical, $"{Text(arn.Path)} is not in canonical form: the backend might read it as another path");
        }

        if (!arn.IsConnect && !AuthorizationPipeline.IsSpelledAsIs(arn.Path, settings.PolicyScope))
        {
            return Refuse("path", Outcome.PathNotCanonical, $"{Text(arn.Path)} holds a %: AUTHORIZER_POLICY_SCOPE=principal knows one spelling only");
        }

        if (settings.PolicyScope == PolicyScope.Principal && !arn.IsConnect && !rules.Methods.Contains(arn.Method))
        {
            return Refuse("path", Outcome.RouteNotPermitted, $"{Text(arn.Method)} is no method of API Gateway's, and no rule names it");
        }

        Pass("path", arn.IsConnect ? "$connect has no path" : $"canonical: {Text(path.AsSpan(0, length))}");
        Rules = rules.Tell(token, clientId, arn.Method, path.AsSpan(0, length), Disagreements);
        return Rules.Find(rule => rule.Decides)?.Effect == "allow" ? Outcome.Allowed : Outcome.RouteNotPermitted;
    }
}
