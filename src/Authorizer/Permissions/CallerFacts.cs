using System;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Json;
using Authorizer.Signatures;

namespace Authorizer.Permissions;

/// <summary>
/// What the rules want to know of a caller, looked up once. Made once for a rule set and filled anew for each caller. Not
/// thread-safe.
/// </summary>
/// <param name="groups">The groups that rules name.</param>
/// <param name="scopes">The scopes that rules name.</param>
internal sealed class CallerFacts(Utf8Index groups, Utf8Index scopes)
{
    /// <summary>Which of the groups that any rule names the caller is in.</summary>
    public NumberSet Groups { get; } = new(groups.Count);

    /// <summary>Which of the scopes that any rule names the token has.</summary>
    public NumberSet Scopes { get; } = new(scopes.Count);

    /// <summary>The caller's claims.</summary>
    public VerifiedToken Token { get; private set; }

    /// <summary>The kind of the caller's token.</summary>
    public TokenUses TokenUse { get; private set; }

    /// <summary>The app client the token was issued to.</summary>
    public byte[] ClientId { get; private set; } = [];

    /// <summary>Looks a caller up.</summary>
    /// <param name="token">The caller's token, its claims validated.</param>
    /// <param name="clientId">The app client it was issued to.</param>
    public void Fill(in VerifiedToken token, byte[] clientId)
    {
        Token = token;
        ClientId = clientId;
        TokenUse = token.Text(ClaimNames.TokenUse).SequenceEqual("id"u8) ? TokenUses.Id : TokenUses.Access;
        Groups.Clear();
        Scopes.Clear();
        if (groups.Count > 0)
        {
            foreach (ReadOnlySpan<byte> group in token.Strings(ClaimNames.Groups))
            {
                Groups.Add(groups.Find(group));
            }
        }

        if (scopes.Count > 0)
        {
            ReadOnlySpan<byte> list = token.Text(ClaimNames.Scope);
            foreach (Range scope in list.Split((byte)' '))
            {
                Scopes.Add(scopes.Find(list[scope]));
            }
        }
    }
}
