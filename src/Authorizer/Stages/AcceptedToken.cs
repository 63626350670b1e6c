using Authorizer.Refusals;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>A verified token whose claims are accepted. Only <see cref="Validate"/> makes one.</summary>
internal readonly ref struct AcceptedToken
{
    private AcceptedToken(VerifiedToken token, byte[] clientId)
    {
        Token = token;
        ClientId = clientId;
    }

    /// <summary>The token.</summary>
    public VerifiedToken Token { get; }

    /// <summary>The app client it was issued to, as it is configured; <see langword="null"/> in the default.</summary>
    public byte[]? ClientId { get; }

    /// <summary>Validates a token's claims.</summary>
    /// <param name="now">The time, in seconds since 1970.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
    public static Refusal? Validate<TTrace>(
        ClaimsValidator validator, VerifiedToken token, double now, scoped ref TTrace trace, out AcceptedToken accepted)
        where TTrace : struct, IDecisionTrace
    {
        Refusal? refusal = validator.Validate(token, now, ref trace, out byte[] clientId);
        accepted = refusal is null ? new AcceptedToken(token, clientId) : default;
        return refusal;
    }
}
