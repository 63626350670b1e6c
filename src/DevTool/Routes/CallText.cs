using System;
using System.Linq;
using Authorizer.Permissions;

namespace DevTool.Routes;

/// <summary>A call as people write it: method and path, perhaps with a query, perhaps with the whole URL, or <c>$connect</c>.</summary>
/// <param name="Call">Method and path alone, or <c>$connect</c>.</param>
/// <param name="Stage">The stage that was left out of a URL, or <see langword="null"/>.</param>
internal sealed record CallText(string Call, string? Stage)
{
    /// <summary>Reads a call.</summary>
    /// <param name="text">The call.</param>
    /// <exception cref="ToolException">It is no call.</exception>
    public static CallText Read(string text)
    {
        string[] words = text.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        if (words is [Route.Connect] || (Url(words[^1]) is { Scheme: "ws" or "wss" }))
        {
            return new CallText(Route.Connect, Stage: null);
        }

        if (words.Length != 2 || words[0].Length == 0 || words[0].Contains('*', StringComparison.Ordinal) || (!words[1].StartsWith('/') && Url(words[1]) is null))
        {
            throw new ToolException($"the call \"{text}\" is not a method and a path, for example \"GET /pets/1\", and not $connect");
        }

        // The URL as it was written: Uri would tidy the path up, and the authorizer gets it as it is.
        int end = words[1].IndexOfAny(['?', '#']);
        string target = end < 0 ? words[1] : words[1][..end];
        return Url(words[1]) is { } url ? OfUrl(words[0], url, PathOf(target)) : new CallText($"{words[0]} {target}", Stage: null);
    }

    private static Uri? Url(string text) => !text.StartsWith('/') && Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Host.Length > 0 ? url : null;

    private static string PathOf(string url)
    {
        int start = url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3);
        return start < 0 ? "/" : url[start..];
    }

    // API Gateway's own host names have the stage before the path, and the local stack has the API there. A custom domain has neither.
    private static CallText OfUrl(string method, Uri url, string path)
    {
        bool hasStage = url.IsLoopback || url.Host.Split('.').Contains("execute-api");
        int end = path.IndexOf('/', 1);
        return !hasStage || path.Length == 1 ? new CallText($"{method} {path}", Stage: null)
            : new CallText($"{method} {(end < 0 ? "/" : path[end..])}", end < 0 ? path[1..] : path[1..end]);
    }
}
