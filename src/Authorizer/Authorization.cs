using System;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Options;
using Authorizer.Paths;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Signatures;
using Authorizer.Stages;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace Authorizer;

/// <summary>
/// Decides about events in stages: event, token, key, signature, claims, revocations, request, path, rules. Each stage passes its result to
/// the next stage or refuses the call. No stage does I/O, reads a clock, or throws an exception to refuse a call. Not thread-safe, because
/// buffers and verified tokens are kept between calls.
/// </summary>
public sealed class Authorization
{
    private readonly AuthorizationOptions _options;
    private readonly Rs256 _rs256;
    private readonly RequestChecks _requestChecks;
    private Memory? _memory;

    /// <summary>Creates an instance that uses the platform's cryptography.</summary>
    public Authorization(AuthorizationOptions options)
        : this(options, new PlatformRs256())
    {
    }

    /// <summary>Creates an instance that uses the given cryptography.</summary>
    internal Authorization(AuthorizationOptions options, Rs256 rs256)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _rs256) = (options, rs256);
        _requestChecks = new RequestChecks(options);
    }

    /// <summary>Allocates all buffers, so that the first call allocates none.</summary>
    /// <param name="rules">The rules in force, or <see langword="null"/> if no rules were loaded yet.</param>
    public void Prepare(RulesInForce? rules) => _memory = Make(rules);

    /// <summary>
    /// Discards all buffers and cached tokens. Must be called after an exception, because the exception can have left buffers and tokens
    /// inconsistent. The most likely exception is a failed allocation.
    /// </summary>
    public void Forget() => _memory = null;

    /// <summary>Decides about one event.</summary>
    /// <param name="now">The current time, in seconds since 1970.</param>
    /// <param name="decision">Valid until the next call, and only while the bytes of <paramref name="json"/> are valid.</param>
    public void Decide(ReadOnlySpan<byte> json, Snapshot snapshot, double now, out Decision decision)
    {
        NoTrace trace = default;
        Decide(json, snapshot, now, ref trace, out decision);
    }

    /// <summary>Decides about one event, and reports each check to a trace.</summary>
    /// <param name="now">The current time, in seconds since 1970.</param>
    /// <param name="decision">Valid until the next call, and only while the bytes of <paramref name="json"/> are valid.</param>
    internal void Decide<TTrace>(ReadOnlySpan<byte> json, Snapshot snapshot, double now, scoped ref TTrace trace, out Decision decision)
        where TTrace : struct, IDecisionTrace
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        decision = default;
        Memory memory = Follow(snapshot.Rules);
        memory.Scratch.Reset();
        bool read = EventReader.TryRead(json, memory.Scratch, out AuthorizerEvent request);
        decision.Event = request;
        decision.Claims = memory.Claims;
        trace.Checked(Check.Event, read ? null : Refusal.EventUnsupported, default);
        if (!read)
        {
            decision.Outcome = Refusal.EventUnsupported;
        }
        else if (request.Kind != EventKind.WarmUp)
        {
            decision.Outcome = Authenticate(memory, snapshot, now, ref trace, ref decision, out Principal principal) is { } refusal
                ? refusal
                : Authorize(memory, principal, now, ref trace, ref decision);
        }
    }

    // New rules can need claims that were not read from the cached tokens, so new rules need new buffers.
    private Memory Follow(RulesInForce? rules) =>
        _memory is { } memory && ReferenceEquals(rules, memory.Rules) ? memory : _memory = Make(rules);

    private Memory Make(RulesInForce? rules) => new(_options, rules, rules?.Claims ?? new ClaimNames(_options));

    // Finds out who calls. Every refusal is a 401, or a 500 if the issuer's keys or the revocations are unavailable.
    private Refusal? Authenticate<TTrace>(
        Memory memory, Snapshot snapshot, double now, scoped ref TTrace trace, scoped ref Decision decision, out Principal principal)
        where TTrace : struct, IDecisionTrace
    {
        principal = default;
        Refusal? refusal = TokenExtractor.Extract(
            decision.Event, _options.TokenSources, memory.Scratch, out TokenSource? source, out ReadOnlySpan<byte> text);
        trace.Extracted(source, refusal, text);
        if (refusal is not null)
        {
            return refusal;
        }

        refusal = Verify(memory, snapshot, text, ref trace, ref decision, out VerifiedToken verified);
        if (refusal is not null)
        {
            return refusal;
        }

        decision.Token = verified;
        refusal = AcceptedToken.Validate(memory.Validator, verified, now, ref trace, out AcceptedToken accepted);
        decision.ClientId = accepted.ClientId;
        return refusal ?? Principal.Admit(snapshot.Revocations, accepted, ref trace, out principal);
    }

    // Finds out whether the token is genuine. These checks read untrusted bytes. The cheapest check is first: size, structure, header, key,
    // signature.
    private Refusal? Verify<TTrace>(
        Memory memory,
        Snapshot snapshot,
        ReadOnlySpan<byte> text,
        scoped ref TTrace trace,
        scoped ref Decision decision,
        out VerifiedToken verified)
        where TTrace : struct, IDecisionTrace
    {
        verified = default;
        Refusal? refusal = text.Length > _options.MaxTokenBytes ? Refusal.TokenTooLarge : null;
        trace.Checked(Check.TokenLength, refusal, default);
        if (refusal is not null)
        {
            return refusal;
        }

        var token = TokenText.Of(text, memory.Verified.IsEnabled ? _rs256 : null);
        if (memory.Verified.Find(token.Digest) is { } known
            && snapshot.FindIssuer(known.IssuerName) is { } knownIssuer
            && knownIssuer.Find(known.KeyId, out VerificationKey? currentKey) == KeyLookup.Found
            && ReferenceEquals(currentKey, known.SigningKey))
        {
            decision.UnverifiedKeyId = known.KeyId;
            decision.Issuer = knownIssuer.Name;
            decision.CacheHit = true;
            verified = known.Token;
            trace.Checked(Check.TokenCache, null, known.KeyId);
            return null;
        }

        refusal = memory.Reader.TryRead(token, out VerifiedToken.Reader.Candidate candidate);
        trace.Checked(Check.TokenForm, refusal, default);
        if (refusal is not null)
        {
            return refusal;
        }

        decision.UnverifiedKeyId = candidate.UnverifiedKeyId;
        Issuer? issuer = null;
        refusal = !candidate.TryGetUnverifiedIssuer(out ReadOnlySpan<byte> issuerName) ? Refusal.ClaimInvalid
            : (issuer = snapshot.FindIssuer(issuerName)) is null ? Refusal.IssuerNotAllowed
            : null;
        trace.Checked(Check.Issuer, refusal, issuerName);
        if (issuer is null)
        {
            return refusal;
        }

        decision.Issuer = issuer.Name;
        VerificationKey? key = null;
        KeyLookup lookup = candidate.UnverifiedKeyId.IsEmpty ? KeyLookup.Unknown : issuer.Find(candidate.UnverifiedKeyId, out key);
        refusal = key is not null ? null : lookup == KeyLookup.Unavailable ? Refusal.KeysUnavailable : Refusal.KeyUnknown;
        trace.Checked(Check.Key, refusal, candidate.UnverifiedKeyId);
        if (key is null)
        {
            return refusal;
        }

        refusal = candidate.TryVerify(key, out verified) ? null : Refusal.SignatureInvalid;
        trace.Checked(Check.Signature, refusal, default);
        if (refusal is null)
        {
            memory.Verified.Keep(verified, candidate.UnverifiedKeyId, issuer, key);
        }

        return refusal;
    }

    // Finds out whether the caller may make this call. Every refusal is a 403, or a 500 if there are no rules.
    private Outcome Authorize<TTrace>(
        Memory memory, scoped in Principal principal, double now, scoped ref TTrace trace, scoped ref Decision decision)
        where TTrace : struct, IDecisionTrace
    {
        if (memory.Rules is not { Rules: { } rules })
        {
            trace.Checked(Check.Rules, Refusal.LiveDataUnavailable, default);
            return Refusal.LiveDataUnavailable;
        }

        if (CheckedRequest.Check(_requestChecks, decision.Event, memory.Scratch, ref trace, out CheckedRequest request) is { } refusal)
        {
            return refusal;
        }

        MethodArn arn = decision.Event.Arn;
        UInt128 address = 0;
        if (rules.AsksForAddress && !TryReadAddress(decision.Event, memory.Scratch, ref trace, out address))
        {
            // Without an address, a deny rule for source addresses could not match. Therefore the call is refused.
            return Refusal.EventUnsupported;
        }

        Caller caller = rules.LookUp(principal.Token, principal.ClientId, new Circumstances(now, address));

        // On a WebSocket API, the authorizer decides only about $connect. Therefore a policy for this route is enough.
        decision.Grants = arn.IsConnect || decision.Event.IsAnsweredSimply(_options) ? null : rules.Grants(caller);
        CanonicalPath path = default;
        bool isCanonical = arn.IsConnect || (IsSpelledAsIs(arn.Path) && CanonicalPath.TryRead(arn.Path, memory.Path, out path));
        trace.Checked(Check.Path, isCanonical ? null : Refusal.PathNotCanonical, isCanonical ? path.Text : arn.Path);
        if (!isCanonical)
        {
            return Refusal.PathNotCanonical;
        }

        bool isMcp = !arn.IsConnect && rules.DecidesMcp(caller, arn.Method, path.Text);
        if (McpRequest.Check(isMcp, decision.Event, memory.Scratch, ref trace, out McpRequest mcp) is { } invalid)
        {
            return invalid;
        }

        Outcome outcome = Outcome.Decide(rules, principal, caller, request, path, mcp, ref trace, out ReadOnlySpan<byte> ruleId);
        decision.RuleId = ruleId;
        if (_options.ResourceMetadataUrl is not null && outcome.Refusal == Refusal.RouteNotPermitted)
        {
            decision.StepUp = rules.FindStepUp(caller, arn.Method, path.Text, mcp.Call);
        }

        return outcome;
    }

    private static bool TryReadAddress<TTrace>(
        scoped in AuthorizerEvent request, Utf8Scratch scratch, scoped ref TTrace trace, out UInt128 address)
        where TTrace : struct, IDecisionTrace
    {
        ReadOnlySpan<byte> text = SourceAddress.Find(request, scratch);
        bool read = IpAddress.TryParse(text, out address);
        trace.Checked(Check.SourceAddress, read ? null : Refusal.EventUnsupported, text);
        return read;
    }

    // IAM compares the bytes of paths. If one policy covers all paths of a caller, a path with a second spelling must be refused.
    private bool IsSpelledAsIs(ReadOnlySpan<byte> path) => _options.PolicyScope == PolicyScope.Route || !path.Contains((byte)'%');

    /// <summary>
    /// All state that outlives a call. It is created completely before it is assigned, so an exception never leaves a part of it in use.
    /// </summary>
    /// <param name="rules">The rules in force, or <see langword="null"/> if no rules were loaded yet.</param>
    private sealed class Memory(AuthorizationOptions options, RulesInForce? rules, ClaimNames claims)
    {
        public RulesInForce? Rules { get; } = rules;

        public ClaimNames Claims { get; } = claims;

        public ClaimsValidator Validator { get; } = new(options, claims);

        public VerifiedToken.Reader Reader { get; } = new(options.MaxTokenBytes, claims);

        public VerifiedTokenCache Verified { get; } = new(options.TokenCacheEntries);

        public Utf8Scratch Scratch { get; } = new();

        public byte[] Path { get; } = new byte[MethodArn.MaxBytes];
    }
}
