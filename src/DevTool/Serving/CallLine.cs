using System;
using System.Text.Json.Nodes;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;

namespace DevTool.Serving;

/// <summary>The output of <c>serve</c> for one call. It does not contain a query, a header or a token.</summary>
/// <param name="Call">The API, the method and the path.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Outcome">The result in one or two words: an error code of the authorizer or a failure of API Gateway.</param>
/// <param name="Reason">The reason, or <see langword="null"/> if there is nothing to add.</param>
/// <param name="FromCache">Whether API Gateway answered from its cache.</param>
/// <param name="Colour">The color of the outcome.</param>
internal sealed record CallLine(string Call, int Status, string Outcome, string? Reason, bool FromCache, Colour Colour)
{
    /// <summary>The decision of the shadow rules if it differs; otherwise <see langword="null"/>.</summary>
    public string? Shadow { get; init; }

    /// <summary>Describes a call.</summary>
    /// <param name="reply">The response.</param>
    /// <param name="explainer">Explains the authorizer's decision about an event.</param>
    public static CallLine Of(GatewayRequest request, HttpReply reply, CallExplainer explainer)
    {
        Func<byte[], CallReason?> explain = explainer.Rules;
        (string outcome, string? reason, Colour colour) = reply.Verdict switch
        {
            null => ("no authorizer", null, Colour.Plain),
            { Refusal: null } allowed => ("allowed", RuleOf(allowed), Colour.Green),
            { Refusal: Refusal.AccessDenied or Refusal.AccessDeniedExplicitly } denied => Denied(denied, explain),
            { Refusal: Refusal.Unauthorized, Event: { } write } => Unauthorized(explain(write())),
            { Refusal: Refusal.Unauthorized } => ("Unauthorized", reply.Verdict.Diagnostic, Colour.Red),
            { Refusal: Refusal.RouteUnknown } => ("no such route", "not a denial; the authorizer was not asked", Colour.Plain),
            { Refusal: { } other } => (Failure(other), reply.Verdict.Diagnostic, Colour.Yellow),
        };
        return new CallLine(
            Name(request), reply.Status, outcome, reason, reply.Verdict?.FromCache == true, colour)
        {
            Shadow = reply.Verdict?.Event is { } authorizerEvent ? explainer.Difference(authorizerEvent()) : null,
        };
    }

    /// <summary>
    /// If the text about a call is short, prints one line. Otherwise, prints the result on separate lines. A different decision of the
    /// shadow rules comes last.
    /// </summary>
    public void Write(Terminal terminal)
    {
        WriteResult(terminal);
        if (Shadow is not null)
        {
            terminal.Text("  " + Shadow, Colour.Yellow, hanging: 2);
        }
    }

    private void WriteResult(Terminal terminal)
    {
        string call = Call + (FromCache ? " (cached)" : string.Empty);
        string status = FormattableString.Invariant($"{Status} {Outcome}");
        string rest = Reason is null ? string.Empty : "  " + Reason;
        if (call.Length + 2 + status.Length + rest.Length <= terminal.Width)
        {
            terminal.Line(call + "  ", status, Colour, rest);
            return;
        }

        terminal.Line(call);
        string[] lines = [.. terminal.Lines("  " + status + rest, hanging: 2)];
        terminal.Line("  ", status, Colour, lines[0][(2 + status.Length)..]);
        foreach (string line in lines[1..])
        {
            terminal.Line(line);
        }
    }

    private static string Name(GatewayRequest request) => request.Api.Kind switch
    {
        ApiKind.Rest => $"REST {request.Method} {request.Path}",
        ApiKind.Http => $"HTTP {request.Method} {request.Path}",
        _ => "WebSocket " + WebSocketRoutes.Connect,
    };

    private static (string Outcome, string? Reason, Colour Colour) Denied(Verdict denied, Func<byte[], CallReason?> explain)
    {
        string? code = Text(denied.Context, "errorCode");
        CallReason? reason = denied.Event is { } write ? explain(write()) : null;

        // API Gateway can apply a cached policy to a call for which the authorizer did not write it.
        return code is null && reason is { Allowed: true }
            ? ("not in the cached policy", "the rules allow this call, but the policy that API Gateway cached for an earlier call does not name it", Colour.Yellow)
            : (code ?? reason?.Code ?? "denied", code is null || code == reason?.Code ? reason?.Why : null, Colour.Red);
    }

    private static (string Outcome, string? Reason, Colour Colour) Unauthorized(CallReason? reason) =>
        reason is { Allowed: false } ? (reason.Code, reason.Why, Colour.Red) : ("Unauthorized", null, Colour.Red);

    private static string? RuleOf(Verdict allowed) => Text(allowed.Context, "ruleId") is { } rule ? $"by rule \"{rule}\"" : null;

    private static string? Text(JsonObject context, string name) => context[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static string Failure(Refusal refusal) => refusal switch
    {
        Refusal.AuthorizerFailure => "the authorizer failed",
        Refusal.AuthorizerConfigurationError => "the authorizer's answer cannot be used",
        Refusal.ParametersInvalid => "invalid parameters",
        Refusal.BodyInvalid => "invalid body",
        Refusal.RequestTooLarge => "request too large",
        _ => "the backend failed",
    };
}

/// <summary>The authorizer's decision about a call and the reason for it.</summary>
/// <param name="Allowed">Whether the authorizer allows the call.</param>
/// <param name="Code">The error code.</param>
/// <param name="Why">The reason in one sentence.</param>
internal sealed record CallReason(bool Allowed, string Code, string Why);
