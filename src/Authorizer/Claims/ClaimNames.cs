using System;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Json;

namespace Authorizer.Claims;

/// <summary>
/// The claims anybody asks for, each with a number (its slot): those of Cognito's tokens, and those that rules and settings
/// name. All others are checked for form and skipped. Filled during start-up, then only read.
/// </summary>
internal sealed class ClaimNames
{
    /// <summary><c>iss</c></summary>
    public const int Issuer = 0;

    /// <summary><c>sub</c></summary>
    public const int Subject = 1;

    /// <summary><c>aud</c></summary>
    public const int Audience = 2;

    /// <summary><c>client_id</c></summary>
    public const int ClientId = 3;

    /// <summary><c>token_use</c></summary>
    public const int TokenUse = 4;

    /// <summary><c>exp</c></summary>
    public const int Expiry = 5;

    /// <summary><c>nbf</c></summary>
    public const int NotBefore = 6;

    /// <summary><c>iat</c></summary>
    public const int IssuedAt = 7;

    /// <summary><c>auth_time</c></summary>
    public const int AuthTime = 8;

    /// <summary><c>scope</c></summary>
    public const int Scope = 9;

    /// <summary><c>cognito:groups</c></summary>
    public const int Groups = 10;

    /// <summary><c>username</c>, of access tokens.</summary>
    public const int Username = 11;

    /// <summary><c>cognito:username</c>, of id tokens.</summary>
    public const int CognitoUsername = 12;

    /// <summary><c>jti</c></summary>
    public const int TokenId = 13;

    /// <summary><c>origin_jti</c>: the sign-in that this and all refreshed tokens come from.</summary>
    public const int OriginTokenId = 14;

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

    /// <summary>Starts with the claims of Cognito's tokens, and those that settings name, in slots that are the same for all rules.</summary>
    /// <param name="settings">The settings.</param>
    public ClaimNames(Settings settings)
        : this()
    {
        foreach (ContextClaim claim in settings.ContextClaims)
        {
            _ = Add(claim.Claim);
        }

        if (settings.UsageKeyClaim is { } usageKey)
        {
            _ = Add(usageKey);
        }
    }

    /// <summary>The name of a claim of Cognito's tokens.</summary>
    /// <param name="slot">Its slot: one of the constants of this class.</param>
    public static string Name(int slot) => Registered[slot];

    /// <summary>How many slots there are.</summary>
    public int Count => _names.Count;

    /// <summary>The slot of a claim somebody will ask for.</summary>
    /// <param name="name">The claim's name.</param>
    /// <returns>Its slot, new or old.</returns>
    public int Add(string name) => _names.Add(Encoding.UTF8.GetBytes(name));

    /// <summary>The slot of a claim in a token.</summary>
    /// <param name="hash"><see cref="Utf8Index.Hash"/> of the name.</param>
    /// <param name="name">The name, unescaped.</param>
    /// <returns>The slot, or -1 when nobody asks for it.</returns>
    public int Find(uint hash, ReadOnlySpan<byte> name) => _names.Find(hash, name);
}
