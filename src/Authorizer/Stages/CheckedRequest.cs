using System;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Refusals;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>A request that agrees with itself and has the headers that are required. Only <see cref="Check"/> makes one.</summary>
internal readonly ref struct CheckedRequest
{
    private CheckedRequest(scoped in AuthorizerEvent request)
    {
        IsChecked = true;
        IsConnect = request.Arn.IsConnect;
        Method = request.Arn.Method;
    }

    /// <summary>False in the default, for which the rules allow nothing.</summary>
    public bool IsChecked { get; }

    /// <summary>Whether it opens a WebSocket connection and so has no path.</summary>
    public bool IsConnect { get; }

    /// <summary>The method of the ARN.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>Checks a request.</summary>
    /// <param name="scratch">Room for unescaped strings.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? Check<TTrace>(
        RequestChecks checks, scoped in AuthorizerEvent request, Utf8Scratch scratch, scoped ref TTrace trace, out CheckedRequest checkedRequest)
        where TTrace : struct, IDecisionTrace
    {
        Refusal? refusal = checks.Check(request, scratch, ref trace);
        checkedRequest = refusal is null ? new CheckedRequest(request) : default;
        return refusal;
    }
}
