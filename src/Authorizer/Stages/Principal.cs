using Authorizer.Refusals;
using Authorizer.Revocations;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>The caller, whose token was accepted and is not revoked. Only <see cref="Admit"/> creates one.</summary>
internal readonly ref struct Principal
{
    private Principal(AcceptedToken token, byte[] clientId)
    {
        IsAdmitted = true;
        Token = token.Token;
        ClientId = clientId;
    }

    /// <summary>False for <c>default(Principal)</c>. The rules deny every call of such a principal.</summary>
    public bool IsAdmitted { get; }

    public VerifiedToken Token { get; }

    /// <summary>The app client to which the token was issued.</summary>
    public byte[] ClientId { get; }

    /// <summary>Admits the bearer of a token, unless the token is revoked.</summary>
    /// <param name="revocations">The revocations in force, or <see langword="null"/> if they are required and were never read.</param>
    public static Refusal? Admit<TTrace>(RevocationList? revocations, AcceptedToken token, scoped ref TTrace trace, out Principal principal)
        where TTrace : struct, IDecisionTrace
    {
        Refusal? refusal = revocations is null ? Refusal.LiveDataUnavailable
            : token.ClientId is null ? Refusal.Internal
            : revocations.Covers(token.Token, token.ClientId) ? Refusal.TokenRevoked
            : null;
        trace.Checked(Check.Revocations, refusal, default);
        principal = refusal is null && token.ClientId is { } clientId ? new Principal(token, clientId) : default;
        return refusal;
    }
}
