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
using Authorizer.Tracing;

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

    private readonly ClaimsValidator _claims;
    private readonly RequestChecks _requestChecks;
    private Memory? _memory;

    /// <summary>Makes all that requests will need, so that the first has nothing left to make.</summary>
    /// <param name="settings">What is accepted.</param>
    /// <param name="keys">The issuers' keys.</param>
    /// <param name="live">Rules and revocations in force.</param>
    public AuthorizationPipeline(Settings settings, KeyRing keys, LiveData live)
    {
        (_settings, _keys, _live) = (settings, keys, live);
        _claims = new ClaimsValidator(settings);
        _requestChecks = new RequestChecks(settings);
        _memory = new Memory(settings, live.FileRules, live.Claims);
    }

    /// <summary>
    /// Discards everything that earlier calls left behind. After an exception, an allocation that failed above all, no cache and no
    /// buffer can be trusted.
    /// </summary>
    public void Forget() => _memory = null;

    /// <inheritdoc cref="Decide{TTrace}"/>
    public void Decide(ReadOnlySpan<byte> json, Moment now, out Decision decision)
    {
        NoTrace trace = default;
        Decide(json, now, ref trace, out decision);
    }

    /// <summary>Decides about one event.</summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="now">The time.</param>
    /// <param name="trace">Is told of each check.</param>
    /// <param name="decision">The decision; valid until the next call, and as long as the event's bytes.</param>
    public void Decide<TTrace>(ReadOnlySpan<byte> json, Moment now, scoped ref TTrace trace, out Decision decision)
        where TTrace : struct, IDecisionTrace
    {
        decision = default;
        Memory memory = _memory ??= new Memory(_settings, _live.FileRules, _live.Claims);
        memory.Scratch.Reset();
        bool read = EventReader.TryRead(json, memory.Scratch, out AuthorizerEvent request);
        decision.Event = request;
        trace.Checked(Check.Event, read ? Outcome.Allowed : Outcome.EventUnsupported, default);
        if (!read)
        {
            decision.Outcome = Outcome.EventUnsupported;
        }
        else if (request.Kind != EventKind.WarmUp)
        {
            memory = FollowRules(memory, now);
            decision.Outcome = Authenticate(memory, now, ref trace, ref decision, out byte[] clientId);
            if (decision.Outcome == Outcome.Allowed)
            {
                decision.Outcome = Authorize(memory, ref trace, ref decision, clientId);
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

    // New rules read claims that a token cached under the old ones was not read for.
    private Memory FollowRules(Memory memory, Moment now)
    {
        RulesInForce? rules = _live.Rules(now);
        return rules is null || ReferenceEquals(rules, memory.Rules) ? memory : _memory = new Memory(_settings, rules, rules.Claims);
    }

    // Who is it? Every refusal here is a 401, or a 500 if the issuer's keys or the revocations are unavailable.
    private Outcome Authenticate<TTrace>(Memory memory, Moment now, scoped ref TTrace trace, ref Decision decision, out byte[] clientId)
        where TTrace : struct, IDecisionTrace
    {
        clientId = [];
        Outcome outcome = TokenExtractor.Extract(
            decision.Event, _settings.TokenSources, memory.Scratch, out TokenSource? source, out ReadOnlySpan<byte> text);
        trace.Extracted(source, outcome, text);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        outcome = Verify(memory, text, now, ref trace, ref decision, out VerifiedToken verified);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        decision.Token = verified;
        outcome = _claims.Validate(verified, now.UnixSeconds, ref trace, out clientId);
        decision.ClientId = clientId;
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        outcome = _live.Revocations(now) is not { } revocations ? Outcome.LiveDataUnavailable
            : revocations.Covers(verified, clientId) ? Outcome.TokenRevoked
            : Outcome.Allowed;
        trace.Checked(Check.Revocations, outcome, default);
        return outcome;
    }

    // Is it genuine? The work on untrusted bytes, cheapest first: size, structure, header, key, signature.
    private Outcome Verify<TTrace>(
        Memory memory, ReadOnlySpan<byte> text, Moment now, scoped ref TTrace trace, scoped ref Decision decision, out VerifiedToken verified)
        where TTrace : struct, IDecisionTrace
    {
        verified = default;
        Outcome outcome = text.Length > _settings.MaxTokenBytes ? Outcome.TokenTooLarge : Outcome.Allowed;
        trace.Checked(Check.TokenLength, outcome, default);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        TokenDigest digest = memory.Verified.IsEnabled ? TokenDigest.Of(text, _settings.SignatureVerifier) : default;
        if (memory.Verified.Find(digest) is { Issuer: { } knownIssuer } known
            && knownIssuer.Find(known.KeyId, now, out RsaSha256Key? currentKey) == KeyLookup.Found
            && ReferenceEquals(currentKey, known.SigningKey))
        {
            decision.UnverifiedKeyId = known.KeyId;
            decision.Issuer = knownIssuer.Name;
            decision.CacheHit = true;
            verified = known.Token;
            trace.Checked(Check.TokenCache, Outcome.Allowed, known.KeyId);
            return Outcome.Allowed;
        }

        outcome = UnverifiedToken.TryParse(text, memory.Workspace, out UnverifiedToken token);
        trace.Checked(Check.TokenForm, outcome, default);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        decision.UnverifiedKeyId = token.UnverifiedKeyId;
        IssuerKeys? issuer = null;
        outcome = !token.TryGetUnverifiedIssuer(out ReadOnlySpan<byte> issuerName) ? Outcome.ClaimInvalid
            : (issuer = _keys.FindIssuer(issuerName)) is null ? Outcome.IssuerNotAllowed
            : Outcome.Allowed;
        trace.Checked(Check.Issuer, outcome, issuerName);
        if (issuer is null)
        {
            return outcome;
        }

        decision.Issuer = issuer.Name;
        RsaSha256Key? key = null;
        KeyLookup lookup = token.UnverifiedKeyId.IsEmpty ? KeyLookup.Unknown : issuer.Find(token.UnverifiedKeyId, now, out key);
        outcome = lookup switch
        {
            KeyLookup.Found when key is not null => Outcome.Allowed,
            KeyLookup.Unavailable => Outcome.KeysUnavailable,
            _ => Outcome.KeyUnknown,
        };
        trace.Checked(Check.Key, outcome, token.UnverifiedKeyId);
        if (key is null)
        {
            return outcome;
        }

        outcome = VerifiedToken.TryVerify(token, key, out verified) ? Outcome.Allowed : Outcome.SignatureInvalid;
        trace.Checked(Check.Signature, outcome, default);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        memory.Verified.Keep(digest, verified, token.UnverifiedKeyId, issuer, key);
        return Outcome.Allowed;
    }

    // May they? Every refusal here is a 403, or a 500 if there are no rules.
    private Outcome Authorize<TTrace>(Memory memory, scoped ref TTrace trace, ref Decision decision, byte[] clientId)
        where TTrace : struct, IDecisionTrace
    {
        if (memory.Rules is not { Rules: { } rules })
        {
            trace.Checked(Check.Rules, Outcome.LiveDataUnavailable, default);
            return Outcome.LiveDataUnavailable;
        }

        Outcome outcome = _requestChecks.Check(decision.Event, memory.Scratch, ref trace);
        if (outcome != Outcome.Allowed)
        {
            return outcome;
        }

        MethodArn arn = decision.Event.Arn;
        Caller caller = rules.LookUp(decision.Token, clientId);

        // A WebSocket API asks about $connect alone, so its route is everything a caller may do there.
        decision.Grants = arn.IsConnect || _settings.AnswersSimply(decision.Event.Kind) ? null : rules.Grants(caller);
        int length = 0;
        if (!arn.IsConnect && !(IsSpelledAsIs(arn.Path, _settings.PolicyScope) && CanonicalPath.TryDecode(arn.Path, memory.Path, out length)))
        {
            trace.Checked(Check.Path, Outcome.PathNotCanonical, arn.Path);
            return Outcome.PathNotCanonical;
        }

        ReadOnlySpan<byte> path = memory.Path.AsSpan(0, length);
        trace.Checked(Check.Path, Outcome.Allowed, path);
        trace.Ruled(rules, caller, arn.Method, path);
        RuleMatch match = rules.Decide(caller, arn.Method, path);
        decision.RuleId = match.RuleId;
        return match.Allowed ? Outcome.Allowed : Outcome.RouteNotPermitted;
    }

    /// <summary>Everything that outlives a call. Built completely and then published by one reference.</summary>
    /// <param name="settings">What is accepted.</param>
    /// <param name="rules">The rules in force, or <see langword="null"/> if there are none yet.</param>
    /// <param name="claims">The claims that tokens are read for.</param>
    private sealed class Memory(Settings settings, RulesInForce? rules, ClaimNames claims)
    {
        public RulesInForce? Rules { get; } = rules;

        public TokenWorkspace Workspace { get; } = new(settings.MaxTokenBytes, claims);

        public VerifiedTokenCache Verified { get; } = new(settings.TokenCacheEntries);

        public Utf8Scratch Scratch { get; } = new();

        public byte[] Path { get; } = new byte[MethodArn.MaxBytes];
    }
}
