using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Authorizer.Decisions;
using Authorizer.Events;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Responses;

namespace DevTool.Explaining;

/// <summary>
/// Explains a decision of the authorizer. The authorizer's own pipeline decides and reports its checks. This class describes the checks in words.
/// </summary>
internal static class Explainer
{
    /// <summary>Explains a decision with all its steps.</summary>
    /// <exception cref="ConfigurationException">The authorizer would not start with these settings or rules.</exception>
    public static Explanation Explain(ExplainRequest request)
    {
        Explanation real = Decide(request, out string? token);
        bool keysGiven = request.Jwks is not null || request.Fetch || request.JwksUri is not null;
        if (real.Reason != "keys_unavailable" || keysGiven || token is null || StandInSignature.Sign(token) is not { } standIn)
        {
            return real;
        }

        string standInEvent = Encoding.UTF8.GetString(request.Event).Replace(token, standIn.Token, StringComparison.Ordinal);
        Explanation hypothetical = Decide(request with { Event = Encoding.UTF8.GetBytes(standInEvent), Token = standIn.Token, Jwks = standIn.Jwks }, out _);
        return AsHypothetical(hypothetical);
    }

    private static Explanation Decide(ExplainRequest request, out string? token)
    {
        using var configuration = new ExplainedConfiguration(request.Variables, request.Permissions, request.Jwks, request.Token);
        configuration.UseKeysFrom(request.Fetch, request.JwksUri);
        Settings settings = configuration.Settings;
        Moment now = Moment.Now;
        var output = new MemoryStream();
        using var fetches = new FetchProblems();
        IReadOnlyList<Rule> rules = PermissionsReader.Read(request.PermissionsName, request.Permissions, settings);
        var inForce = new RulesInForce(rules, settings);
        var recorder = new DecisionRecorder(
            new CheckWords(settings, new EventPeek(request.Event), request.Fetch || request.JwksUri is not null ? fetches : null),
            new ClaimWords(settings, now.UnixSeconds),
            new RuleExplainer(rules, inForce.Claims),
            request.CallerName);

        var authorization = new LocalAuthorization(settings, LocalAuthorization.ReadKeys(settings, fetches.Log), inForce);
        authorization.Decide(request.Event, now, ref recorder, out Decision decision);
        if (decision.Outcome.Refusal == Refusal.KeysUnavailable)
        {
            // Decides again, because the reason why fetching keys failed is known only after the first decision.
            authorization.Decide(request.Event, now, ref recorder, out decision);
        }

        if (decision.Event.Kind == EventKind.WarmUp)
        {
            throw new ToolException("a warm-up event has no decision to explain; give the event of a call");
        }

        token = recorder.Token;
        var answer = new ArrayBufferWriter<byte>();
        string? errorType = new AnswerWriter(settings).Write(decision, answer, out _);
        new DecisionLog(new Log(output, LogLevel.Trace), new SubjectWriter(settings.LogSubject, settings.LogSubjectKey, new OpenSslRs256())).Write(decision, new InvocationFacts { RequestId = "explain"u8 });

        ExplainedRule? decisive = recorder.Rules?.Rules.FirstOrDefault(rule => rule.Decides);
        ExplainedRule? nearest = recorder.Rules?.Reason.Rule;
        Verdict verdict = decision.Outcome.Verdict;
        int status = Status(verdict, errorType);
        return new Explanation(
            Name(verdict),
            status,
            Encoding.UTF8.GetString(decision.Outcome.Code),
            Assumed: false,
            recorder.Rules?.Reason.Why ?? recorder.Steps[^1].Text,
            decisive?.Id,
            decisive?.Line,
            nearest?.Id,
            nearest?.Line,
            recorder.Mcp is { } mcp
                ? $"{Route.McpMethod} {Encoding.UTF8.GetString(decision.Event.Arn.Path)} {mcp}"
                : $"{Encoding.UTF8.GetString(decision.Event.Arn.Method)} {Encoding.UTF8.GetString(decision.Event.Arn.Path)}".TrimEnd(),
            decision.Event.Kind.ToString(),
            configuration.Assumptions,
            token is null ? null : new ExplainedToken(TokenPeek.Part(token, 0), TokenPeek.Part(token, 1), recorder.Verified),
            recorder.Steps,
            recorder.Rules?.Rules ?? [],
            new ExplainedAnswer(status, errorType, Encoding.UTF8.GetString(answer.WrittenSpan)),
            Encoding.UTF8.GetString(output.ToArray()).TrimEnd());
    }

    // Replaces the results of the steps "key" and "signature", because a signature with the stand-in key proves nothing.
    private static Explanation AsHypothetical(Explanation hypothetical) => hypothetical with
    {
        Assumed = true,
        Token = hypothetical.Token is { } token ? token with { Verified = false } : null,
        Steps =
        [
            .. hypothetical.Steps.Select(step => step.Stage is "key" or "signature"
                ? step with { Result = StepResult.Shown, Text = "not checked: no key is available" }
                : step),
        ],
    };

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Allow => "allow",
        Verdict.Deny => "deny",
        Verdict.Unauthorized => "unauthorized",
        _ => "error",
    };

    private static int Status(Verdict verdict, string? errorType) => verdict switch
    {
        Verdict.Allow => 200,
        Verdict.Error => 500,
        Verdict.Unauthorized when errorType is not null => 401,
        _ => 403,
    };
}
