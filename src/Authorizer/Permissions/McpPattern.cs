using System;
using System.Text;
using Authorizer.Mcp;

namespace Authorizer.Permissions;

/// <summary>How a route compares the name of an MCP request.</summary>
internal enum McpNameKind : byte
{
    /// <summary>The name is not compared.</summary>
    Any,

    /// <summary>The name equals a text.</summary>
    Literal,

    /// <summary>The name begins with a text. The pattern ends with <c>*</c>.</summary>
    Prefix,

    /// <summary>The name equals a text of a claim: <c>{claim:NAME}</c>.</summary>
    Claim,
}

/// <summary>The MCP requests that a route <c>MCP PATH METHOD [NAME]</c> matches.</summary>
/// <param name="Method">The MCP method, or <see cref="Route.AnyMethod"/> for all methods.</param>
/// <param name="Name">The text, or the claim's name. Empty for <see cref="McpNameKind.Any"/>.</param>
internal sealed record McpPattern(string Method, McpNameKind NameKind, string Name)
{
    private const string ClaimStart = "{claim:";

    /// <summary>The pattern in the spelling of the permissions file.</summary>
    public string Text => NameKind switch
    {
        McpNameKind.Any => Method,
        McpNameKind.Literal => $"{Method} {Name}",
        McpNameKind.Prefix => $"{Method} {Name}*",
        _ => $"{Method} {ClaimStart}{Name}}}",
    };

    /// <summary>Parses the method and the name of a route. Returns <see langword="null"/> if they are invalid.</summary>
    /// <param name="text">The text after the path.</param>
    /// <param name="problem">The problem as the rest of a sentence. <see langword="null"/> if the text is valid.</param>
    public static McpPattern? TryParse(string text, out string? problem)
    {
        int space = text.IndexOf(' ', StringComparison.Ordinal);
        string method = space < 0 ? text : text[..space];
        string? name = space < 0 ? null : text[(space + 1)..];
        problem = MethodProblem(method) ?? (name is null ? null : NameProblem(method, name));
        return problem is not null ? null
            : name is null ? new McpPattern(method, McpNameKind.Any, string.Empty)
            : name.StartsWith(ClaimStart, StringComparison.Ordinal) ? new McpPattern(method, McpNameKind.Claim, name[ClaimStart.Length..^1])
            : name.EndsWith('*') ? new McpPattern(method, McpNameKind.Prefix, name[..^1])
            : new McpPattern(method, McpNameKind.Literal, name);
    }

    private static string? MethodProblem(string method) =>
        method.Length == 0 ? "has no MCP method; write for example \"MCP /mcp tools/call\", or * for any method"
        : method == Route.AnyMethod ? null
        : method.AsSpan().ContainsAnyExceptInRange('!', '~') || method.Contains('*', StringComparison.Ordinal)
            ? $"has the MCP method \"{method}\"; write one whole method such as tools/call, or * for any"
        : null;

    private static string? NameProblem(string method, string name)
    {
        if (method != Route.AnyMethod && !McpMethods.CarriesName(method))
        {
            return $"has the name \"{name}\", but only {string.Join(", ", McpMethods.WithName)} requests carry a name that the server checks; remove the name";
        }

        if (name.Length == 0 || name[0] == ' ' || name[^1] == ' ')
        {
            return "has an extra space before or after its name; write one space between method and name";
        }

        bool isClaim = name.StartsWith(ClaimStart, StringComparison.Ordinal) && name.EndsWith('}');
        string inner = isClaim ? name[ClaimStart.Length..^1] : name;
        return inner.AsSpan().ContainsAny('{', '}') || (isClaim && inner.Length == 0)
                ? $"has the name \"{name}\"; the only placeholder is {{claim:NAME}}, and it must be the whole name"
            : !isClaim && name.IndexOf('*', StringComparison.Ordinal) is >= 0 and var star && star < name.Length - 1
                ? $"has the name \"{name}\"; a * is allowed only at the end, where it matches any rest of the name"
            : !isClaim && McpName.IsEncoded(Encoding.UTF8.GetBytes(name))
                ? $"has the encoded name \"{name}\"; write the name decoded"
            : null;
    }
}
