using System;
using System.Text;
using Authorizer.Callers;
using Authorizer.Claims;
using Authorizer.Mcp;

namespace Authorizer.Permissions;

/// <summary>An <see cref="McpPattern"/>, compiled: what each request is compared with.</summary>
/// <param name="pattern">The pattern.</param>
/// <param name="claims">Numbers the claims that are looked up.</param>
internal sealed class McpMatcher(McpPattern pattern, ClaimNames claims)
{
    private readonly byte[]? _method = pattern.Method == Route.AnyMethod ? null : Encoding.UTF8.GetBytes(pattern.Method);
    private readonly byte[] _name = Encoding.UTF8.GetBytes(pattern.Name);
    private readonly ClaimSlot _claim = pattern.NameKind == McpNameKind.Claim ? claims.Add(pattern.Name) : default;

    /// <summary>Whether a request is one of the pattern's.</summary>
    /// <param name="call">The request; the default matches nothing.</param>
    /// <param name="caller">The caller, whose claim may have to hold the name.</param>
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
