using System;
using System.Linq;
using System.Text.RegularExpressions;
using Authorizer.Permissions;

namespace DevTool.Explaining;

/// <summary>
/// A parsed call, in one of these forms: <c>GET /pets/1</c>, <c>GET https://…/prod/pets/1?x=1</c>, <c>MCP /mcp tools/call cancel_order</c>,
/// <c>wss://…</c> or <c>$connect</c>.
/// </summary>
/// <param name="Method">The HTTP method, or <c>$connect</c>.</param>
/// <param name="Path">The path without stage and query; empty for <c>$connect</c>.</param>
/// <param name="Query">The query without the question mark; empty if there is no query.</param>
/// <param name="ArnPrefix">The part of the method ARN before the method.</param>
/// <param name="Taken">The part of the text that was used, if it differs from the whole text; otherwise <see langword="null"/>.</param>
internal sealed partial record CallTarget(string Method, string Path, string Query, string ArnPrefix, string Stage, string? Taken)
{
    private const string DefaultStage = "$default";
    private const string SampleStage = "demo";
    private const string WebSocket = "wss";

    /// <summary>Whether the call opens a WebSocket connection.</summary>
    public bool IsConnect => Method == Route.Connect;

    /// <summary>The MCP request, or <see langword="null"/>.</summary>
    public McpText? Mcp { get; init; }

    /// <summary>The method and the path, <c>$connect</c>, or the MCP request.</summary>
    public string Text => Mcp is null ? $"{Method} {Path}".TrimEnd() : $"{Route.McpMethod} {Path} {Mcp}";

    /// <summary>The method or route ARN.</summary>
    public string Arn => ArnPrefix + Method + Path;

    /// <summary>Parses a call.</summary>
    /// <param name="text">The call as the user wrote it.</param>
    /// <param name="stage">
    /// The stage in the path of the URL, or <c>$default</c> if the path contains no stage. If <see langword="null"/>, the stage is read
    /// from an execute-api URL.
    /// </param>
    /// <exception cref="ToolException">The text is not a call. The message says what to write.</exception>
    public static CallTarget Parse(string text, string? stage = null)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words is [Route.Connect])
        {
            return new CallTarget(Route.Connect, string.Empty, string.Empty, Prefix("us-east-1", "explained0", stage ?? SampleStage), stage ?? SampleStage, Taken: null);
        }

        if (words.Length > 0 && words[0].Equals(Route.McpMethod, StringComparison.OrdinalIgnoreCase))
        {
            return ParseMcp(text, words, stage);
        }

        string target = words.LastOrDefault(string.Empty);
        string? scheme = target.IndexOf("://", StringComparison.Ordinal) is > 0 and var end ? target[..end].ToLowerInvariant() : null;
        bool connects = scheme is WebSocket or "ws";
        if (words.Length == 1 && !connects && (scheme is not null || target.StartsWith('/')))
        {
            throw new ToolException($"the route \"{text}\" has no method; write for example \"GET {target}\"");
        }

        if (words.Length > 2 || (words.Length == 1 && !connects) || (scheme is null && !target.StartsWith('/')))
        {
            throw new ToolException($"the route \"{text}\" is not a call; write a method and a path or URL, for example \"GET /pets/1\", or $connect");
        }

        string method = connects ? Route.Connect : words[0].ToUpperInvariant();
        CallTarget call = scheme is null ? FromPath(method, target, stage) : FromUrl(method, scheme, target[(scheme.Length + 3)..], stage);
        string? spelled = connects || method == words[0] ? null : $"method {method}, because the methods of API Gateway are upper case";
        return spelled is null ? call : call with { Taken = call.Taken is null ? spelled : $"{spelled}; {call.Taken}" };
    }

    private static CallTarget ParseMcp(string text, string[] words, string? stage)
    {
        string example = words.Length > 1 && words[1].Contains('/', StringComparison.Ordinal) ? words[1] : "/mcp";
        if (words.Length < 3 || words[2].Contains('*', StringComparison.Ordinal))
        {
            throw new ToolException($"the route \"{text}\" is not one MCP request; write a path, a method and a name, for example \"MCP {example} tools/call cancel_order\"");
        }

        // A name can contain spaces, except at its beginning and end.
        string name = text.Trim()[words[0].Length..].TrimStart()[words[1].Length..].TrimStart()[words[2].Length..].Trim();
        return Parse($"POST {words[1]}", stage) with { Mcp = new McpText(words[2], name.Length == 0 ? null : name) };
    }

    private static CallTarget FromPath(string method, string target, string? stage)
    {
        (string path, string query) = Split(target);
        string? taken = path == target ? null : $"path {path} without the query";
        return new CallTarget(method, path, query, Prefix("us-east-1", "explained0", stage ?? SampleStage), stage ?? SampleStage, taken);
    }

    private static CallTarget FromUrl(string method, string scheme, string rest, string? stage)
    {
        int slash = rest.IndexOfAny(['/', '?', '#']);
        string host = slash < 0 ? rest : rest[..slash];
        (string path, string query) = Split(slash < 0 ? "/" : rest[slash..]);
        path = path.Length == 0 ? "/" : path;
        Match api = ExecuteApiHost().Match(host);
        bool connects = method == Route.Connect;
        string advice = string.Empty;
        if (stage is null && api.Success)
        {
            stage = path.Split('/')[1] is { Length: > 0 } first ? first : DefaultStage;
            advice = stage == DefaultStage || connects ? string.Empty : $"; if {stage} is not the stage, add --stage '{DefaultStage}'";
        }
        else if (stage is null && !connects)
        {
            advice = "; if the path begins with an API mapping or a stage, add --stage with its name";
        }

        bool inPath = stage is not (null or DefaultStage) && (path + "/").StartsWith($"/{stage}/", StringComparison.Ordinal);
        path = !inPath ? path : path.Length == stage!.Length + 1 ? "/" : path[(stage.Length + 1)..];
        string part = connects ? "a WebSocket connection" : $"path {path}";
        string from = stage is null ? string.Empty : $", stage {stage}";
        return new CallTarget(
            method,
            connects ? string.Empty : path,
            query,
            Prefix(api.Success ? api.Groups["region"].Value : "us-east-1", api.Success ? api.Groups["api"].Value : "explained0", stage ?? SampleStage),
            stage ?? SampleStage,
            $"{part}{from} (from {scheme}://{host}){advice}");
    }

    private static (string Path, string Query) Split(string target)
    {
        target = target.Split('#')[0];
        int question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, string.Empty) : (target[..question], target[(question + 1)..]);
    }

    private static string Prefix(string region, string api, string stage) => $"arn:aws:execute-api:{region}:123456789012:{api}/{stage}/";

    // For a VPC endpoint, the host name begins with the ID of the API and the ID of the endpoint.
    [GeneratedRegex(@"^(?<api>[a-z0-9]+)(-vpce-[a-z0-9]+)?\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.", RegexOptions.IgnoreCase)]
    private static partial Regex ExecuteApiHost();
}
