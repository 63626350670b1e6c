using System;
using System.Text.Json.Nodes;
using DevTool.Gateway.Responses;

namespace DevTool.Gateway.Authorization;

/// <summary>The gateway's decision about a request, after it called the authorizer.</summary>
internal sealed record Verdict
{
    /// <summary>Why it is refused, or <see langword="null"/> if it continues to the backend.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The caller, if the authorizer named one.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The authorizer's context.</summary>
    public JsonObject Context { get; init; } = [];

    /// <summary>The cause of a refusal, for the developer. The client never sees it.</summary>
    public string? Diagnostic { get; init; }

    /// <summary>Whether the gateway answered from its cache, without calling the authorizer.</summary>
    public bool FromCache { get; init; }

    /// <summary>Writes the event that the authorizer receives for the call. <see langword="null"/> if the gateway would not call it.</summary>
    public Func<byte[]>? Event { get; init; }

    /// <summary>A refusal without an answer of the authorizer.</summary>
    public static Verdict Refused(Refusal refusal, string? diagnostic = null) => new() { Refusal = refusal, Diagnostic = diagnostic };
}
