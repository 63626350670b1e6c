using System;
using Authorizer.Claims;
using Authorizer.Options;
using Authorizer.Tokens;

namespace Authorizer.Callers;

/// <summary>
/// What the rules want to know of a caller, looked up once. Made once for a rule set and filled anew for each caller. Not
/// thread-safe.
/// </summary>
internal sealed class CallerFacts
{
    private readonly RuleNames _names;
    private readonly NumberSet[] _claimValues;

    /// <summary>Makes room for what rules name.</summary>
    public CallerFacts(RuleNames names)
    {
        _names = names;
        Groups = new NumberSet(names.Groups.Count);
        Scopes = new NumberSet(names.Scopes.Count);
        _claimValues = new NumberSet[names.Claims.Count];
        for (int i = 0; i < _claimValues.Length; i++)
        {
            _claimValues[i] = new NumberSet(names.Claims[i].Capacity);
        }
    }

    /// <summary>Which of the groups that any rule names the caller is in.</summary>
    public NumberSet Groups { get; }

    /// <summary>Which of the scopes that any rule names the token has.</summary>
    public NumberSet Scopes { get; }

    /// <summary>The kind of the caller's token.</summary>
    public TokenUses TokenUse { get; private set; }

    /// <summary>The app client the token was issued to.</summary>
    public byte[] ClientId { get; private set; } = [];

    /// <summary>Which of the values that any rule compares a claim with the caller's claim has.</summary>
    public NumberSet ClaimValues(int index) => _claimValues[index];

    /// <summary>Looks a caller up.</summary>
    /// <param name="token">The caller's token, its claims validated.</param>
    public void Fill(in VerifiedToken token, byte[] clientId)
    {
        ClientId = clientId;
        TokenUse = TokenUseNames.Parse(token.Text(ClaimNames.TokenUse));
        Groups.Clear();
        Scopes.Clear();
        if (_names.Groups.Count > 0)
        {
            foreach (ReadOnlySpan<byte> group in token.Strings(ClaimNames.Groups))
            {
                Groups.Add(_names.Groups.Find(group));
            }
        }

        if (_names.Scopes.Count > 0)
        {
            ReadOnlySpan<byte> list = token.Text(ClaimNames.Scope);
            foreach (Range scope in list.Split((byte)' '))
            {
                Scopes.Add(_names.Scopes.Find(list[scope]));
            }
        }

        for (int i = 0; i < _claimValues.Length; i++)
        {
            ClaimValueIndex values = _names.Claims[i];
            _claimValues[i].Clear();
            values.Find(token.Kind(values.Slot), token.Json(values.Slot), _claimValues[i]);
        }
    }
}
