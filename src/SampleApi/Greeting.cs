using System.Text.Json;

namespace SampleApi;

/// <summary>The body of every answer.</summary>
/// <param name="Message">A text for people.</param>
/// <param name="Method">The method that was called.</param>
/// <param name="Path">The path that was called, or the route of a WebSocket API.</param>
/// <param name="Identity">The context the authorizer gave, or <see langword="null"/> without an authorizer.</param>
internal sealed record Greeting(string Message, string? Method, string? Path, JsonElement? Identity);
