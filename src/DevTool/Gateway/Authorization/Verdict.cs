using System.Text.Json.Nodes;
using DevTool.Gateway.Responses;

namespace DevTool.Gateway.Authorization;

/// <summary>What the gateway makes of a request after it asked the authorizer.</summary>
internal sealed record Verdict
{
    /// <summary>Why it is refused, or <see langword="null"/> where it goes on to the backend.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>The caller, where the authorizer named one.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>The authorizer's context.</summary>
    public JsonObject Context { get; init; } = [];

    /// <summary>For the developer: what lies behind a refusal. The client never sees it.</summary>
    public string? Diagnostic { get; init; }

    /// <summary>A refusal without an answer of the authorizer.</summary>
    public static Verdict Refused(Refusal refusal, string? diagnostic = null) => new() { Refusal = refusal, Diagnostic = diagnostic };
}
