using System;
using System.Text.Json.Nodes;
using DevTool.Gateway.Responses;

namespace DevTool.Gateway.Authorization;

/// <summary>The gateway's decision about a request.</summary>
internal sealed record Verdict
{
    /// <summary>The reason for a refusal, or <see langword="null"/> if the request continues to the backend.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The caller, or <see langword="null"/> if the authorizer did not name a caller.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The context that the authorizer returned.</summary>
    public JsonObject Context { get; init; } = [];

    /// <summary>The cause of a refusal, for the developer only. It is not sent to the client.</summary>
    public string? Diagnostic { get; init; }

    /// <summary>Whether the gateway used a cached result and did not call the authorizer.</summary>
    public bool FromCache { get; init; }

    /// <summary>
    /// Creates the event that the authorizer receives for the call; <see langword="null"/> if the gateway would not call the authorizer.
    /// </summary>
    public Func<byte[]>? Event { get; init; }

    /// <summary>Creates a refusal without a response of the authorizer.</summary>
    public static Verdict Refused(Refusal refusal, string? diagnostic = null) => new() { Refusal = refusal, Diagnostic = diagnostic };
}
