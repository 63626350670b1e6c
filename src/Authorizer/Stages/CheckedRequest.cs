using System;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Refusals;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>A request that does not contradict its ARN and has the required headers. Only <see cref="Check"/> creates one.</summary>
internal readonly ref struct CheckedRequest
{
    private CheckedRequest(scoped in AuthorizerEvent request)
    {
        IsChecked = true;
        IsConnect = request.Arn.IsConnect;
        Method = request.Arn.Method;
    }

    /// <summary>False in the default value, for which the rules allow no call.</summary>
    public bool IsChecked { get; }

    /// <summary>Whether the request opens a WebSocket connection and therefore has no path.</summary>
    public bool IsConnect { get; }

    /// <summary>The method of the ARN.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>Checks a request.</summary>
    public static Refusal? Check<TTrace>(
        RequestChecks checks, scoped in AuthorizerEvent request, Utf8Scratch scratch, scoped ref TTrace trace, out CheckedRequest checkedRequest)
        where TTrace : struct, IDecisionTrace
    {
        Refusal? refusal = checks.Check(request, scratch, ref trace);
        checkedRequest = refusal is null ? new CheckedRequest(request) : default;
        return refusal;
    }
}
