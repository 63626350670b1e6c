using System;
using Authorizer.Callers;
using Authorizer.Paths;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Stages;
using Authorizer.Tracing;

namespace Authorizer.Decisions;

/// <summary>
/// The outcome of a decision: allowed by a rule, or refused. Only <see cref="Decide"/> can create an allowed outcome, and it requires the
/// results of all earlier stages. The default value is a refusal.
/// </summary>
public readonly record struct Outcome
{
    private readonly Refusal _refusal;

    private Outcome(bool allowed, Refusal refusal) => (IsAllowed, _refusal) = (allowed, refusal);

    /// <summary>Whether a rule allows the call.</summary>
    public bool IsAllowed { get; }

    /// <summary>The reason why the call is refused, or <see langword="null"/> if it is allowed.</summary>
    public Refusal? Refusal => IsAllowed ? null : _refusal;

    /// <summary>The kind of response.</summary>
    public Verdict Verdict => IsAllowed ? Verdict.Allow : _refusal.Verdict();

    /// <summary>The stable error code in contexts, logs and metrics, in ASCII. It is <c>allowed</c> if the call is allowed.</summary>
    public ReadOnlySpan<byte> Code => IsAllowed ? "allowed"u8 : _refusal.Code();

    /// <summary>Creates the outcome of a refusal.</summary>
    public static implicit operator Outcome(Refusal refusal) => ToOutcome(refusal);

    /// <summary>Creates the outcome of a refusal.</summary>
    public static Outcome ToOutcome(Refusal refusal) => new(allowed: false, refusal);

    /// <summary>Evaluates the rules. If an earlier stage was skipped, its result is a default value, and the call is refused.</summary>
    /// <param name="path">The path of the call. <see langword="default"/> for <c>$connect</c>.</param>
    /// <param name="mcp">The result of the check of the MCP headers.</param>
    /// <param name="ruleId">The ID of the rule that decided the call. Empty if no rule matched.</param>
    internal static Outcome Decide<TTrace>(
        RuleSet rules,
        scoped in Principal principal,
        scoped in Caller caller,
        scoped in CheckedRequest request,
        scoped in CanonicalPath path,
        scoped in McpRequest mcp,
        scoped ref TTrace trace,
        out ReadOnlySpan<byte> ruleId)
        where TTrace : struct, IDecisionTrace
    {
        ruleId = default;
        if (!principal.IsAdmitted || !request.IsChecked || request.IsConnect != path.Text.IsEmpty || !mcp.IsChecked)
        {
            return Refusals.Refusal.Internal;
        }

        trace.Ruled(rules, caller, request.Method, path.Text, mcp.Call);
        RuleMatch match = rules.Decide(caller, request.Method, path.Text, mcp.Call);
        ruleId = match.RuleId;
        return match.Allowed ? new Outcome(allowed: true, default) : Refusals.Refusal.RouteNotPermitted;
    }
}
