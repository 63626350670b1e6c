using System.Text.Json;

namespace SampleApi;

/// <summary>The body of every answer.</summary>
/// <param name="Message">A text for a human reader.</param>
/// <param name="Method">The method that was called.</param>
/// <param name="Path">The path that was called, or the route of a WebSocket API.</param>
/// <param name="Identity">The context from the authorizer, or <see langword="null"/> if the API has no authorizer.</param>
internal sealed record Greeting(string Message, string? Method, string? Path, JsonElement? Identity);
