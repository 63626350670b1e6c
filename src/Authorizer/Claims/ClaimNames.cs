using System;
using System.Text;
using Authorizer.Json;
using Authorizer.Options;

namespace Authorizer.Claims;

/// <summary>
/// The claims anybody asks for, each with a number (its slot): those of Cognito's tokens, and those that rules and settings
/// name. All others are checked for form and skipped. Filled during start-up, then only read.
/// </summary>
internal sealed class ClaimNames
{
    /// <summary><c>iss</c></summary>
    public static ClaimSlot Issuer => new(1);

    /// <summary><c>sub</c></summary>
    public static ClaimSlot Subject => new(2);

    /// <summary><c>aud</c></summary>
    public static ClaimSlot Audience => new(3);

    /// <summary><c>client_id</c></summary>
    public static ClaimSlot ClientId => new(4);

    /// <summary><c>token_use</c></summary>
    public static ClaimSlot TokenUse => new(5);

    /// <summary><c>exp</c></summary>
    public static ClaimSlot Expiry => new(6);

    /// <summary><c>nbf</c></summary>
    public static ClaimSlot NotBefore => new(7);

    /// <summary><c>iat</c></summary>
    public static ClaimSlot IssuedAt => new(8);

    /// <summary><c>auth_time</c></summary>
    public static ClaimSlot AuthTime => new(9);

    /// <summary><c>scope</c></summary>
    public static ClaimSlot Scope => new(10);

    /// <summary><c>cognito:groups</c></summary>
    public static ClaimSlot Groups => new(11);

    /// <summary><c>username</c>, of access tokens.</summary>
    public static ClaimSlot Username => new(12);

    /// <summary><c>cognito:username</c>, of id tokens.</summary>
    public static ClaimSlot CognitoUsername => new(13);

    /// <summary><c>jti</c></summary>
    public static ClaimSlot TokenId => new(14);

    /// <summary><c>origin_jti</c>: the sign-in that this and all refreshed tokens come from.</summary>
    public static ClaimSlot OriginTokenId => new(15);

    private static readonly string[] Registered =
    [
        "iss", "sub", "aud", "client_id", "token_use", "exp", "nbf", "iat", "auth_time", "scope", "cognito:groups", "username",
        "cognito:username", "jti", "origin_jti",
    ];

    private readonly Utf8Index _names = new();

    /// <summary>Starts with the claims of Cognito's tokens in their slots.</summary>
    public ClaimNames()
    {
        foreach (string name in Registered)
        {
            _ = Add(name);
        }
    }

    /// <summary>Starts with the claims of Cognito's tokens, and those that options name.</summary>
    public ClaimNames(AuthorizationOptions options)
        : this()
    {
        Context = Array.ConvertAll(options.ContextClaims, claim => Add(claim.Claim));
        UsageKey = options.UsageKeyClaim is { } usageKey ? Add(usageKey) : default;
    }

    /// <summary>The slots of <see cref="AuthorizationOptions.ContextClaims"/>, in their order.</summary>
    public ClaimSlot[] Context { get; } = [];

    /// <summary>The slot of <see cref="AuthorizationOptions.UsageKeyClaim"/>; the default if there is none.</summary>
    public ClaimSlot UsageKey { get; }

    /// <summary>The name of a claim of Cognito's tokens.</summary>
    public static string Name(ClaimSlot slot) => Registered[slot.Index];

    /// <summary>How many slots there are.</summary>
    public int Count => _names.Count;

    /// <summary>The slot of a claim somebody will ask for.</summary>
    /// <returns>Its slot, new or old.</returns>
    public ClaimSlot Add(string name) => new(_names.Add(Encoding.UTF8.GetBytes(name)) + 1);

    /// <summary>The slot of a claim in a token.</summary>
    /// <param name="hash"><see cref="Utf8Index.Hash"/> of the name.</param>
    /// <param name="name">The name, unescaped.</param>
    /// <returns>The slot; the default if nobody asks for it.</returns>
    public ClaimSlot Find(uint hash, ReadOnlySpan<byte> name) => new(_names.Find(hash, name) + 1);
}
