using System;
using System.Text.Json.Nodes;
using DevTool.Gateway.Responses;

namespace DevTool.Gateway.Authorization;

/// <summary>What the gateway makes of a request after it asked the authorizer.</summary>
internal sealed record Verdict
{
    /// <summary>Why it is refused, or <see langword="null"/> if it goes on to the backend.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The caller, where the authorizer named one.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The authorizer's context.</summary>
    public JsonObject Context { get; init; } = [];

    /// <summary>For the developer: what lies behind a refusal. The client never sees it.</summary>
    public string? Diagnostic { get; init; }

    /// <summary>Whether the gateway answered from its cache, without asking the authorizer.</summary>
    public bool FromCache { get; init; }

    /// <summary>Writes the event of the call, as the authorizer is sent it. <see langword="null"/> if the gateway would not ask.</summary>
    public Func<byte[]>? Event { get; init; }

    /// <summary>A refusal without an answer of the authorizer.</summary>
    public static Verdict Refused(Refusal refusal, string? diagnostic = null) => new() { Refusal = refusal, Diagnostic = diagnostic };
}
