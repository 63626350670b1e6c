using System;
using System.Text;
using Authorizer.Json;
using Authorizer.Options;

namespace Authorizer.Claims;

/// <summary>
/// The claims that are read: the claims of Cognito's tokens, and other claims that rules and settings use. Each of these claims has a
/// number, which is called its slot. All other claims are only checked for valid JSON. Filled during the start, then only read.
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

    /// <summary><c>username</c>, in access tokens.</summary>
    public static ClaimSlot Username => new(12);

    /// <summary><c>cognito:username</c>, in ID tokens.</summary>
    public static ClaimSlot CognitoUsername => new(13);

    /// <summary><c>jti</c></summary>
    public static ClaimSlot TokenId => new(14);

    /// <summary><c>origin_jti</c>. All tokens of one sign-in have the same value, even after a refresh.</summary>
    public static ClaimSlot OriginTokenId => new(15);

    private static readonly string[] Registered =
    [
        "iss", "sub", "aud", "client_id", "token_use", "exp", "nbf", "iat", "auth_time", "scope", "cognito:groups", "username",
        "cognito:username", "jti", "origin_jti",
    ];

    private readonly Utf8Index _names = new();

    /// <summary>Creates the slots for the claims of Cognito's tokens.</summary>
    public ClaimNames()
    {
        foreach (string name in Registered)
        {
            _ = Add(name);
        }
    }

    /// <summary>Creates the slots for the claims of Cognito's tokens and for the claims in the options.</summary>
    public ClaimNames(AuthorizationOptions options)
        : this()
    {
        Context = Array.ConvertAll(options.ContextClaims, claim => Add(claim.Claim));
        Tenant = options.TenantClaim is { } tenant ? Add(tenant) : default;
        UsageKey = options.UsageKeyClaim is { } usageKey ? Add(usageKey) : default;
    }

    /// <summary>The slots of <see cref="AuthorizationOptions.ContextClaims"/>, in their order.</summary>
    public ClaimSlot[] Context { get; } = [];

    /// <summary>
    /// The slot of <see cref="AuthorizationOptions.TenantClaim"/>, or <see langword="default"/> if no such claim is configured.
    /// </summary>
    public ClaimSlot Tenant { get; }

    /// <summary>
    /// The slot of <see cref="AuthorizationOptions.UsageKeyClaim"/>, or <see langword="default"/> if no such claim is configured.
    /// </summary>
    public ClaimSlot UsageKey { get; }

    /// <summary>Returns the name of a claim of Cognito's tokens.</summary>
    public static string Name(ClaimSlot slot) => Registered[slot.Index];

    public int Count => _names.Count;

    /// <summary>Finds a claim or adds it.</summary>
    public ClaimSlot Add(string name) => new(_names.Add(Encoding.UTF8.GetBytes(name)) + 1);

    /// <summary>Finds a claim by its unescaped name. Returns <see langword="default"/> if the claim is not read.</summary>
    /// <param name="hash">The <see cref="Utf8Index.Hash"/> of the name.</param>
    public ClaimSlot Find(uint hash, ReadOnlySpan<byte> name) => new(_names.Find(hash, name) + 1);
}
