using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Backend;

/// <summary>The caller, from the authorizer's context.</summary>
/// <param name="Sub">The user, or the app client if the caller is a machine.</param>
/// <param name="Username">The user name, or null if the caller is a machine.</param>
/// <param name="Scopes">The scopes of the token.</param>
/// <param name="Groups">The groups of the user.</param>
internal sealed record Caller(string Sub, string? Username, IReadOnlyList<string> Scopes, IReadOnlyList<string> Groups)
{
    /// <summary>Reads the caller. REST APIs pass every value as text. HTTP APIs (payload 2.0) pass unchanged values under <c>lambda</c>.</summary>
    /// <param name="proxyEvent">The event of a proxy integration.</param>
    /// <returns>The caller.</returns>
    /// <exception cref="UnauthorizedAccessException">The route has no authorizer, so there is no context.</exception>
    public static Caller Of(JsonElement proxyEvent)
    {
        if (!proxyEvent.GetProperty("requestContext").TryGetProperty("authorizer", out JsonElement context))
        {
            throw new UnauthorizedAccessException("the route has no authorizer");
        }

        context = context.TryGetProperty("lambda", out JsonElement lambda) ? lambda : context;
        string sub = Text(context, "sub") ?? throw new UnauthorizedAccessException("the route has no authorizer");
        return new Caller(sub, Text(context, "username"), Words(Text(context, "scope")), Words(Text(context, "groups")));
    }

    private static string? Text(JsonElement context, string name) => context.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    // Spaces separate the words. Inside a word, %20 is a space and %25 is a percent sign.
    private static string[] Words(string? text) =>
    [
        .. (text ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Replace("%20", " ", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal)),
    ];
}
