using System;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Tokens;

namespace Authorizer.Callers;

/// <summary>
/// The facts about a caller that rules use. They are looked up once for all rules. Each rule set has one object, which is filled again for
/// each caller. Not thread-safe.
/// </summary>
internal sealed class CallerFacts
{
    private readonly RuleNames _names;
    private readonly NumberSet[] _claimValues;

    /// <summary>Allocates the sets for all values that occur in the rules.</summary>
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

    /// <summary>The caller's groups that occur in the rules.</summary>
    public NumberSet Groups { get; }

    /// <summary>The token's scopes that occur in the rules.</summary>
    public NumberSet Scopes { get; }

    public TokenUses TokenUse { get; private set; }

    /// <summary>The app client to which the token was issued.</summary>
    public byte[] ClientId { get; private set; } = [];

    /// <summary>
    /// The index of the token's issuer in <see cref="RuleNames.Issuers"/>. Negative if the issuer does not occur in the rules.
    /// </summary>
    public int Issuer { get; private set; }

    /// <summary>
    /// The time of the caller's sign-in, in seconds since 1970. <see langword="null"/> if the token does not contain the time, or if no
    /// rule needs it.
    /// </summary>
    public double? SignedInAt { get; private set; }

    public Circumstances At { get; private set; }

    /// <summary>The values of one claim of the caller. Contains only values that occur in the rules.</summary>
    public NumberSet ClaimValues(int index) => _claimValues[index];

    /// <summary>Looks up the facts about a caller.</summary>
    /// <param name="token">A token whose claims were validated.</param>
    public void Fill(in VerifiedToken token, byte[] clientId, Circumstances at)
    {
        ClientId = clientId;
        At = at;
        SignedInAt = _names.AsksForSignIn ? SignIn(token) : null;
        Issuer = _names.Issuers.Count > 0 ? _names.Issuers.Find(token.Text(ClaimNames.Issuer)) : -1;
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

    private static double? SignIn(in VerifiedToken token)
    {
        ClaimSlot slot = token.Kind(ClaimNames.AuthTime) == JsonToken.Invalid ? ClaimNames.IssuedAt : ClaimNames.AuthTime;
        return token.Kind(slot) == JsonToken.Number && JsonNumber.TryReadNumericDate(token.Json(slot), out double time) ? time : null;
    }
}
