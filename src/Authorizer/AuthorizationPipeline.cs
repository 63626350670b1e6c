using System;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Events;
using Authorizer.Fetching;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Live;
using Authorizer.Permissions;
using Authorizer.Signatures;
using Authorizer.Tokens;

namespace Authorizer;

/// <summary>
/// The way of every request, top to bottom: event, token, key, signature, claims, request, rules. Each stage hands on or
/// refuses; nothing goes back. Synchronous, no exception on any refusal, and no I/O but what the key ring decides to do.
/// Not thread-safe: a sandbox handles one event at a time.
/// </summary>
internal sealed class AuthorizationPipeline
{
    private readonly Settings _settings;
    private readonly KeyRing _keys;
    private readonly LiveData _live;

    // The path of an ARN is shorter than the ARN, whose limit is 1,600 bytes.
    private readonly byte[] _path = new byte[1600];
    private readonly Utf8Scratch _scratch = new();
    private readonly ClaimsValidator _claims;
    private readonly RequestChecks _requestChecks;
    private RulesInForce? _rules;
    private TokenWorkspace _workspace;
    private VerifiedTokenCache _verified;

    /// <summary>Makes all that requests will need, so that the first has nothing left to make.</summary>
    /// <param name="settings">What is accepted.</param>
    /// <param name="keys">The issuers' keys.</param>
    /// <param name="live">Rules and revocations in force.</param>
    public AuthorizationPipeline(Settings settings, KeyRing keys, LiveData live)
    {
        (_settings, _keys, _live) = (settings, keys, live);
        _claims = new ClaimsValidator(settings);
        _requestChecks = new RequestChecks(settings);
        _rules = live.FileRules;
        (_workspace, _verified) = ReadFor(live.Claims);
    }

    /// <summary>Decides about one event.</summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="now">The time.</param>
    /// <param name="decision">The decision; valid until the next call, and as long as the event's bytes.</param>
    public void Decide(ReadOnlySpan<byte> json, Moment now, out Decision decision)
    {
        decision = default;
        _scratch.Reset();
        bool read = EventReader.TryRead(json, _scratch, out AuthorizerEvent request);
        decision.Event = request;
        if (!read)
        {
            decision.Outcome = Outcome.EventUnsupported;
        }
        else if (request.Kind != EventKind.WarmUp)
        {
            FollowRules(now);
            decision.Outcome = Authenticate(now, ref decision, out byte[] clientId);
            if (decision.Outcome == Outcome.Allowed)
            {
                decision.Outcome = Authorize(ref decision, clientId);
            }
        }
    }

    /// <summary>
    /// Says whether a path's spelling is its only one. A policy compares spellings, so where it speaks of all of a caller's paths
    /// none may have a second.
    /// </summary>
    /// <param name="path">The path of the ARN.</param>
    /// <param name="scope">What the policy speaks of.</param>
    /// <returns>Whether it is, or need not be.</returns>
    internal static bool IsSpelledAsIs(ReadOnlySpan<byte> path, PolicyScope scope) =>
        scope == PolicyScope.Route || !path.Contains((byte)'%');

    // New rules ask for claims that a token remembered under the old ones was not read for.
    private void FollowRules(Moment now)
    {
        RulesInForce? rules = _live.Rules(now);
        if (!ReferenceEquals(rules, _rules) && rules is not null)
        {
            _rules = rules;
            (_workspace, _verified) = ReadFor(rules.Claims);
        }
    }

    private (TokenWorkspace Workspace, VerifiedTokenCache Verified) ReadFor(ClaimNames claims) =>
        (new TokenWorkspace(_settings.MaxTokenBytes, claims), new VerifiedTokenCache(_settings.DecisionCacheEntries, _settings.SignatureVerifier));

    // Who is it? Every refusal here is a 401, or a 500 where the issuer's keys cannot be had.
    private Outcome Authenticate(Moment now, ref Decision decision, out byte[] clientId)
    {
        clientId = [];
        Outcome outcome = TokenExtractor.Extract(decision.Event, _settings.TokenSources, _scratch, out ReadOnlySpan<byte> text);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        outcome = Verify(text, now, ref decision, out VerifiedToken verified);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        decision.Token = verified;
        outcome = _claims.Validate(verified, now.UnixSeconds, out clientId);
        decision.ClientId = clientId;
        return outcome != Outcome.Allowed ? outcome
            : _live.Revocations(now) is not { } revocations ? Outcome.LiveDataUnavailable
            : revocations.Covers(verified, clientId) ? Outcome.TokenRevoked
            : Outcome.Allowed;
    }

    // Is it genuine? The work on bytes nobody has vouched for, cheapest first: size, structure, header, key, signature.
    private Outcome Verify(ReadOnlySpan<byte> text, Moment now, ref Decision decision, out VerifiedToken verified)
    {
        verified = default;
        if (text.Length > _settings.MaxTokenBytes)
        {
            return Outcome.TokenTooLarge;
        }

        if (_verified.Find(text) is { Issuer: { } knownIssuer } known
            && knownIssuer.Find(known.KeyId, now, out RsaSha256Key? currentKey) == KeyLookup.Found
            && ReferenceEquals(currentKey, known.SigningKey))
        {
            decision.UnverifiedKeyId = known.KeyId;
            decision.Issuer = knownIssuer.Name;
            decision.CacheHit = true;
            verified = known.Token;
            return Outcome.Allowed;
        }

        Outcome outcome = UnverifiedToken.TryParse(text, _workspace, out UnverifiedToken token);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        decision.UnverifiedKeyId = token.UnverifiedKeyId;
        if (!token.TryGetUnverifiedIssuer(out ReadOnlySpan<byte> issuerName))
        {
            return Outcome.ClaimInvalid;
        }

        IssuerKeys? issuer = _keys.FindIssuer(issuerName);
        if (issuer is null)
        {
            return Outcome.IssuerNotAllowed;
        }

        decision.Issuer = issuer.Name;
        KeyLookup lookup = issuer.Find(token.UnverifiedKeyId, now, out RsaSha256Key? key);
        if (lookup != KeyLookup.Found || key is null)
        {
            return lookup == KeyLookup.Unavailable ? Outcome.KeysUnavailable : Outcome.KeyUnknown;
        }

        if (!VerifiedToken.TryVerify(token, key, out verified))
        {
            return Outcome.SignatureInvalid;
        }

        _verified.Keep(verified, token.UnverifiedKeyId, issuer, key);
        return Outcome.Allowed;
    }

    // May they? Every refusal here is a 403.
    private Outcome Authorize(ref Decision decision, byte[] clientId)
    {
        if (_rules is not { Rules: { } rules })
        {
            return Outcome.LiveDataUnavailable;
        }

        Outcome outcome = _requestChecks.Check(decision.Event, _scratch);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        MethodArn arn = decision.Event.Arn;
        CallerFacts caller = rules.LookUp(decision.Token, clientId);
        decision.Grants = _settings.AnswersSimply(decision.Event.Kind) ? null : rules.Grants(caller);
        int length = 0;
        if (!arn.IsConnect && !(IsSpelledAsIs(arn.Path, _settings.PolicyScope) && CanonicalPath.TryDecode(arn.Path, _path, out length)))
        {
            return Outcome.PathNotCanonical;
        }

        RuleMatch match = rules.Decide(caller, arn.Method, _path.AsSpan(0, length));
        decision.RuleId = match.RuleId;
        return match.Allowed ? Outcome.Allowed : Outcome.RouteNotPermitted;
    }
}
