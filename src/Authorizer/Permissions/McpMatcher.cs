using System;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;

namespace Authorizer.Permissions;

/// <summary>A compiled <see cref="McpPattern"/>.</summary>
/// <param name="claims">Provides the slots of the claims that are looked up.</param>
internal sealed class McpMatcher(McpPattern pattern, ClaimNames claims)
{
    private readonly byte[]? _method = pattern.Method == Route.AnyMethod ? null : Encoding.UTF8.GetBytes(pattern.Method);
    private readonly byte[] _name = Encoding.UTF8.GetBytes(pattern.Name);
    private readonly ClaimSlot _claim = pattern.NameKind == McpNameKind.Claim ? claims.Add(pattern.Name) : default;

    /// <summary>Whether the pattern matches a request. No pattern matches the default value.</summary>
    /// <param name="caller">The caller whose claims are compared with the name, if the pattern contains a claim.</param>
    public bool Matches(in McpCall call, in Caller caller)
    {
        if (!call.IsPresent || (_method is not null && !call.Method.SequenceEqual(_method)))
        {
            return false;
        }

        return pattern.NameKind switch
        {
            McpNameKind.Any => true,
            McpNameKind.Literal => call.HasName && call.Name.SequenceEqual(_name),
            McpNameKind.Prefix => call.HasName && call.Name.StartsWith(_name),
            _ => call.HasName && caller.Token.Holds(_claim, call.Name),
        };
    }
}
