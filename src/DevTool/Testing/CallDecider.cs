using System.Text;
using Authorizer.Decisions;
using Authorizer.Lambda.Fetching;
using Authorizer.Refusals;
using DevTool.Explaining;

namespace DevTool.Testing;

/// <summary>Decides about calls with the authorizer's own code.</summary>
internal sealed class CallDecider(LocalAuthorization authorization)
{
    /// <summary>Decides about a call.</summary>
    /// <param name="token">The caller's token.</param>
    /// <param name="call">The method and the path, or <c>$connect</c>.</param>
    /// <param name="sourceIp">The source address of the request, or <see langword="null"/> for any address.</param>
    /// <exception cref="ToolException">The call is not in the form of a method and a path.</exception>
    public CallDecision Decide(string token, string call, string? sourceIp = null)
    {
        authorization.Decide(Event(call, token, sourceIp), Moment.Now, out Decision decision);
        string? rule = decision.RuleId.IsEmpty ? null : Encoding.UTF8.GetString(decision.RuleId);
        return new CallDecision(decision.Outcome.Verdict, Encoding.UTF8.GetString(decision.Outcome.Code), rule);
    }

    /// <summary>Creates the event of a call.</summary>
    /// <param name="call">The method and the path, or <c>$connect</c>.</param>
    /// <param name="token">The caller's token.</param>
    /// <param name="sourceIp">The source address of the request, or <see langword="null"/> for any address.</param>
    public static byte[] Event(string call, string token, string? sourceIp) =>
        Encoding.UTF8.GetBytes(RequestSynthesis.Create(CallTarget.Parse(call), [], token, tokenSources: null, EventShape.RestRequest, sourceIp).ToJsonString());
}

/// <summary>A decision about a call.</summary>
/// <param name="Verdict">The result.</param>
/// <param name="Reason">The error code, or <c>allowed</c>.</param>
/// <param name="Rule">The rule that decided the call, or <see langword="null"/>.</param>
internal sealed record CallDecision(Verdict Verdict, string Reason, string? Rule)
{
    /// <summary>Whether the call is allowed.</summary>
    public bool Allowed => Verdict == Verdict.Allow;
}
